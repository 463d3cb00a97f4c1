/** Has the model answer: its progress shown, its text written, its end told. */

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
import type { ReplyWriter } from './reply-writer.ts';
import type { TurnControl } from './turn-control.ts';

export interface AnswerOptions {
  readonly reply: { readonly id: MessageId; readonly roomId: RoomId };
  readonly control: TurnControl;
  readonly writer: ReplyWriter;
  readonly live: LiveReplies;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly logger: ChatLogger;
  readonly deltaIntervalMs: number;
}

/** Resolves once all text is written. Never rejects. */
export async function answer(
  agent: SeatedAgent,
  transcript: Transcript,
  options: AnswerOptions,
): Promise<ReplyEnding> {
  const { reply, control, writer, logger } = options;
  let end: EndedPart | undefined;
  let failure: ReplyOutcome | undefined;

  try {
    end = await readParts(agent, transcript, options);
  } catch (error) {
    logger.error({ error, messageId: reply.id }, 'the model failed while it replied');
    failure = failureOf(error);
  }
  await writer.close();

  const { cause } = control;
  const modelName = agent.model.description?.name ?? agent.name;
  if (end !== undefined)
    return { outcome: outcomeOfEnd(end.reason, cause), figures: figuresOf(modelName, end.figures) };
  if (cause !== undefined) return { outcome: outcomeOfCause(cause), figures: null };
  // A reply that just stops, without an end and without an error, breaks the model contract.
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
  deltaIntervalMs,
}: AnswerOptions): (part: ReadingPart) => void {
  let nextAt = clock.now();
  return ({ done, total }) => {
    live.set(reply.id, { phase: 'reading', done, total });
    if (clock.now() < nextAt && done < total) return;
    nextAt = clock.now() + deltaIntervalMs;
    announcer.replyProgress({ roomId: reply.roomId, messageId: reply.id, done, total });
  };
}
