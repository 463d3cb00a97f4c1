/** Runs one turn from its place in the queue to the end of its reply. */

import type { HeardTranscript, ReplyMessage, ReplyOutcome } from '@parley/chat-protocol';
import type { Transcript } from '@parley/llm';
import type { AgentRoster, SeatedAgent } from '../agents/agent-roster.ts';
import { agentGone, failureOf } from '../agents/failures.ts';
import type { FailedOutcome } from '../agents/failures.ts';
import type { Announcer } from '../announcer.ts';
import type { TranscriptBuilder } from '../context/transcript-builder.ts';
import type { HistoryStore, StoredTurn } from '../history-store.ts';
import { newMessageId } from '../new-ids.ts';
import type { ChatLogger, Clock, IdSource } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { answer, endingOf } from './answer.ts';
import type { LiveReplies } from './live-replies.ts';
import type { ReplyEndings } from './reply-endings.ts';
import { outcomeOfCause } from './reply-outcome.ts';
import type { ReplyPace } from './reply-pace.ts';
import { ReplyWriter } from './reply-writer.ts';
import type { TurnBoard } from './turn-board.ts';
import type { TurnControl } from './turn-control.ts';

export interface TurnRunnerOptions {
  readonly store: Pick<HistoryStore, 'startReply' | 'appendReplyText'>;
  readonly roster: AgentRoster;
  readonly transcripts: TranscriptBuilder;
  readonly endings: ReplyEndings;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly rooms: Rooms;
  readonly board: TurnBoard;
  readonly live: LiveReplies;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: ChatLogger;
  readonly pace: ReplyPace;
}

/** `not-started`: nothing was committed, the turn is queued as before. */
export type RunResult =
  { readonly kind: 'ended' } | { readonly kind: 'not-started'; readonly error: unknown };

type Preparation =
  | { readonly kind: 'ready'; readonly agent: SeatedAgent; readonly transcript: Transcript }
  | VainPreparation;

/** The reply ends as soon as it has begun: it was stopped before, or it cannot be written. */
interface VainPreparation {
  readonly kind: 'vain';
  readonly question: Transcript['question'];
  readonly failure?: FailedOutcome;
}

interface Run {
  readonly turn: StoredTurn;
  readonly preparation: Preparation;
  readonly control: TurnControl;
}

export class TurnRunner {
  readonly #options: TurnRunnerOptions;

  constructor(options: TurnRunnerOptions) {
    this.#options = options;
  }

  /** Never rejects. With a control that is stopped already, the turn is withdrawn in view of the room. */
  async run(turn: StoredTurn, control: TurnControl): Promise<RunResult> {
    try {
      const preparation = await this.#prepare(turn, control);
      const reply = await this.#begin({ turn, preparation, control });
      if (reply === undefined) return { kind: 'not-started', error: undefined };
      await this.#finish({ turn, preparation, control }, reply);
      return { kind: 'ended' };
    } catch (error) {
      this.#options.logger.error({ error, turnId: turn.id }, 'a turn could not begin');
      return { kind: 'not-started', error };
    }
  }

  async #prepare(turn: StoredTurn, control: TurnControl): Promise<Preparation> {
    const { roster, transcripts } = this.#options;
    const agent = roster.find(turn.agentId);
    if (control.cause !== undefined || agent === undefined || agent.model.status.state === 'failed')
      return this.#vain(turn, agent);
    try {
      // Counting tokens waits for the engine; who stops the turn does not.
      const building = transcripts.build(turn, agent);
      const transcript = await Promise.race([building, whenAborted(control.signal)]);
      if (transcript === undefined) return await this.#vain(turn, agent);
      return { kind: 'ready', agent, transcript };
    } catch (error) {
      this.#options.logger.error({ error, turnId: turn.id }, 'no transcript could be built');
      return { ...(await this.#vain(turn, agent)), failure: failureOf(error) };
    }
  }

  async #vain(turn: StoredTurn, agent: SeatedAgent | undefined): Promise<VainPreparation> {
    const question = await this.#options.transcripts.question(turn);
    if (agent === undefined) return { kind: 'vain', question, failure: agentGone };
    const { status } = agent.model;
    if (status.state !== 'failed') return { kind: 'vain', question };
    return { kind: 'vain', question, failure: failureOf(status.error) };
  }

  /** Commits and publishes the empty reply; `undefined` when the chat is closing, so that the turn stays queued. */
  async #begin({ turn, preparation, control }: Run): Promise<ReplyMessage | undefined> {
    const { store, lanes, live, rooms, board, announcer, clock, ids } = this.#options;
    return lanes.run(turn.roomId, async () => {
      if (control.cause?.kind === 'shutting-down') return undefined;
      const isReady = preparation.kind === 'ready';
      const stored = await store.startReply({
        id: newMessageId(ids),
        turnId: turn.id,
        sentAt: clock.now(),
        heardCount: isReady ? preparation.transcript.heard.length + 1 : 0,
        transcript: isReady
          ? heardBy(preparation.transcript)
          : { heard: [], omitted: 0, question: preparation.question },
      });

      const reply = { ...stored, state: { phase: 'reading', done: 0, total: 0 } as const };
      live.set(reply.id, reply.state);
      rooms.advance(turn.roomId, reply.sequence);
      board.setRunning(turn.id, reply.id);
      announcer.replyStarted(reply, board.ofRoom(turn.roomId));
      return reply;
    });
  }

  async #finish(run: Run, reply: ReplyMessage): Promise<void> {
    const { preparation, control } = run;
    const { endings } = this.#options;
    const { id, roomId, turnId } = reply;
    if (preparation.kind === 'vain') {
      const outcome = vainOutcome(preparation, control);
      const conclusion = { rest: [], length: 0, ending: { outcome, figures: null } };
      return endings.end({ id, roomId, turnId }, async () => conclusion);
    }

    const { agent, transcript } = preparation;
    const writer = new ReplyWriter({
      ...this.#options,
      reply,
      onFailed: (error) => control.stop({ kind: 'failed', error }),
    });
    const end = await answer(agent, transcript, { ...this.#options, reply, control, writer });
    await writer.close();
    await endings.end({ id, roomId, turnId }, async () => {
      const rest = await writer.commitRest();
      // Decided now: that the rest could not be committed is a cause too.
      const ending = endingOf(end, { agent, cause: control.cause });
      return { rest, length: writer.length, ending };
    });
  }
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function heardBy({ heard, omitted, question }: Transcript): HeardTranscript {
  return { heard, omitted, question };
}

function vainOutcome(preparation: VainPreparation, { cause }: TurnControl): ReplyOutcome {
  if (cause !== undefined) return outcomeOfCause(cause);
  return preparation.failure ?? failureOf(undefined);
}
