/** How a reply ended, from what the model said and what was asked of the turn. Pure. */

import type { ReplyFigures, ReplyOutcome } from '@parley/chat-protocol';
import type { ReplyFigures as ModelFigures, ReplyPart } from '@parley/llm';
import { failureOf } from '../agents/failures.ts';
import type { StopCause } from './turn-control.ts';

export type EndedPart = Extract<ReplyPart, { readonly type: 'ended' }>;

export function outcomeOfCause(cause: StopCause): ReplyOutcome {
  switch (cause.kind) {
    case 'stopped':
      return { kind: 'stopped', by: cause.by };
    case 'shutting-down':
      return { kind: 'interrupted' };
    case 'failed':
      return failureOf(cause.error);
  }
}

/** The model's own end; text that could not be kept makes any end a failure. */
export function outcomeOfEnd(
  reason: EndedPart['reason'],
  cause: StopCause | undefined,
): ReplyOutcome {
  if (cause?.kind === 'failed') return outcomeOfCause(cause);
  switch (reason) {
    case 'complete':
      return { kind: 'complete' };
    case 'length':
      return { kind: 'cut-at-limit' };
    case 'stopped':
      return cause === undefined ? { kind: 'interrupted' } : outcomeOfCause(cause);
  }
}

/** The first token comes with the first text, so the rate is of those after it. */
export function figuresOf(model: string, figures: ModelFigures): ReplyFigures {
  const { replyTokens, firstTextMs, writingMs } = figures;
  const seconds = writingMs / 1000;
  const tokensPerSecond = seconds > 0 ? Math.max(0, replyTokens - 1) / seconds : 0;
  return { model, replyTokens, tokensPerSecond, firstTextMs };
}
