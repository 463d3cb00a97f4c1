/** Has the model answer: its progress shown, its text written, its end understood. */

import type { MessageId, ReplyOutcome, RoomId } from '@parley/chat-protocol';
import type { ReplyPart, Transcript } from '@parley/llm';
import type { SeatedAgent } from '../agents/agent-roster.ts';
import { failureOf } from '../agents/failures.ts';
import type { Announcer } from '../announcer.ts';
import type { ReplyEnding } from '../history-store.ts';
import type { ChatLogger, Clock } from '../ports.ts';
import type { LiveReplies } from './live-replies.ts';
import { partsUntilStopped } from './model-parts.ts';
import { figuresOf, outcomeOfCause, outcomeOfEnd } from './reply-outcome.ts';
import type { EndedPart } from './reply-outcome.ts';
import type { ReplyPace } from './reply-pace.ts';
import type { ReplyWriter } from './reply-writer.ts';
import type { StopCause, TurnControl } from './turn-control.ts';

export interface AnswerOptions {
  readonly reply: { readonly id: MessageId; readonly roomId: RoomId };
  readonly control: TurnControl;
  readonly writer: ReplyWriter;
  readonly live: LiveReplies;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly logger: ChatLogger;
  readonly pace: ReplyPace;
}

/** How the model's part ended. Neither of both breaks its contract: a reply that just stops. */
export interface AnswerEnd {
  readonly part?: EndedPart | undefined;
  readonly failure?: ReplyOutcome;
}

/** Resolves once the writer has been given all text. Never rejects. */
export async function answer(
  agent: SeatedAgent,
  transcript: Transcript,
  options: AnswerOptions,
): Promise<AnswerEnd> {
  try {
    return { part: await readParts(agent, transcript, options) };
  } catch (error) {
    const messageId = options.reply.id;
    options.logger.error({ error, messageId }, 'the model failed while it replied');
    return { failure: failureOf(error) };
  }
}

/** What the room is told of it. `cause`: why the turn was to end before its model was done. */
export function endingOf(
  { part, failure }: AnswerEnd,
  { agent, cause }: { readonly agent: SeatedAgent; readonly cause: StopCause | undefined },
): ReplyEnding {
  const modelName = agent.model.description?.name ?? agent.name;
  if (part !== undefined) {
    const outcome = outcomeOfEnd(part.reason, cause);
    return { outcome, figures: figuresOf(modelName, part.figures) };
  }
  if (cause !== undefined) return { outcome: outcomeOfCause(cause), figures: null };
  return { outcome: failure ?? failureOf(undefined), figures: null };
}

async function readParts(
  agent: SeatedAgent,
  transcript: Transcript,
  options: AnswerOptions,
): Promise<EndedPart | undefined> {
  const { reply, control, writer, clock } = options;
  const { signal } = control;
  const conversation = `${reply.roomId}:${agent.memberId}`;
  const parts = agent.model.reply({ conversation, transcript, signal });
  const showProgress = throttledProgress(options);

  for await (const part of partsUntilStopped(parts, { signal, clock })) {
    switch (part.type) {
      case 'queued':
        break;
      case 'reading':
        showProgress(part);
        break;
      case 'text':
        // What comes after a stop was on its way already; the room has been told that it is over.
        if (!signal.aborted) writer.write(part.text);
        break;
      case 'ended':
        return part;
    }
  }
  return undefined;
}

type ReadingPart = Extract<ReplyPart, { readonly type: 'reading' }>;

function throttledProgress({
  reply,
  live,
  announcer,
  clock,
  pace: { readingReports },
}: AnswerOptions): (part: ReadingPart) => void {
  let nextAt = clock.now() + readingReports.afterMs;
  let hasReported = false;
  return ({ done, total }) => {
    live.set(reply.id, { phase: 'reading', done, total });
    const isEnd = hasReported && done >= total;
    if (clock.now() < nextAt && !isEnd) return;
    nextAt = clock.now() + readingReports.intervalMs;
    hasReported = true;
    announcer.replyProgress({ roomId: reply.roomId, messageId: reply.id, done, total });
  };
}
