/** Stopping a turn, and asking for another answer. */

import type {
  MemberId,
  Outcome,
  ReplyInput,
  ReplyMessage,
  Turn,
  TurnInput,
} from '@parley/chat-protocol';
import type { AgentRoster } from '../agents/agent-roster.ts';
import type { Announcer } from '../announcer.ts';
import { StorageError } from '../errors.ts';
import type { HistoryStore, NewTurn } from '../history-store.ts';
import { newTurnId } from '../new-ids.ts';
import { accepted, refusals, refused } from '../outcomes.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { LiveReplies } from './live-replies.ts';
import { asSeen, queuedTurn } from './turn-board.ts';
import type { TurnBoard } from './turn-board.ts';
import { queueRefusal } from './turn-queue-limit.ts';
import type { TurnScheduler } from './turn-scheduler.ts';

export interface TurnRequestsOptions {
  readonly store: Pick<HistoryStore, 'findMessage' | 'addTurn'>;
  readonly roster: AgentRoster;
  readonly board: TurnBoard;
  readonly live: LiveReplies;
  readonly scheduler: TurnScheduler;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly rateLimits: RateLimits;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly maxQueuedTurns: number;
}

export class TurnRequests {
  readonly #options: TurnRequestsOptions;

  constructor(options: TurnRequestsOptions) {
    this.#options = options;
  }

  async stopTurn(memberId: MemberId, { roomId, turnId }: TurnInput): Promise<Outcome<null>> {
    const { board, scheduler } = this.#options;
    const turn = board.find(roomId, turnId);
    const result = turn === undefined ? undefined : await scheduler.stop(turn, memberId);
    switch (result?.kind) {
      case 'stopped':
        return accepted(null);
      case 'failed':
        if (result.error instanceof StorageError) throw result.error;
        return refusals.shuttingDown();
      case 'too-late':
      case undefined:
        return refused('turn-not-found', 'It is over already.');
    }
  }

  async regenerate(memberId: MemberId, { roomId, messageId }: ReplyInput): Promise<Outcome<Turn>> {
    const { store, lanes, live, board, announcer, scheduler } = this.#options;
    const outcome = await lanes.run(roomId, async (): Promise<Outcome<Turn>> => {
      const message = await store.findMessage(roomId, messageId);
      if (message?.kind !== 'reply') return refusals.messageNotFound();
      const reply = live.overlay(message);
      const refusal = this.#refusal(memberId, reply.kind === 'reply' ? reply : message);
      if (refusal !== undefined) return refusal;

      const turn = this.#turnAgain(message);
      await store.addTurn(turn);
      const queued = queuedTurn(turn);
      board.add(queued);
      announcer.turnsChanged(roomId, board.ofRoom(roomId));
      return accepted(asSeen(queued));
    });
    scheduler.wake();
    return outcome;
  }

  #refusal(memberId: MemberId, reply: ReplyMessage) {
    const { roster, board, rateLimits, maxQueuedTurns } = this.#options;
    if (reply.state.phase !== 'ended')
      return refused('not-possible-now', 'The answer is still being written.');
    if (roster.find(reply.authorId) === undefined)
      return refused('not-possible-now', 'This agent is no longer here.');
    if (board.findReplacing(reply.id) !== undefined)
      return refused('not-possible-now', 'Another answer is on its way already.');
    return (
      queueRefusal(board.queuedIn(reply.roomId).length + 1, maxQueuedTurns) ??
      rateLimits.take(memberId, { messages: 0, calls: 1 })
    );
  }

  #turnAgain(reply: ReplyMessage): NewTurn {
    const { clock, ids } = this.#options;
    return {
      id: newTurnId(ids),
      roomId: reply.roomId,
      agentId: reply.authorId,
      questionId: reply.questionId,
      askedBy: reply.askedBy,
      queuedAt: clock.now(),
      supersedes: reply.id,
    };
  }
}
