/** How a call to the server ends, over the hub or over REST. Expected ends are values. */

import type { Problem } from '@parley/chat-protocol';

export type CallOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** No answer: whether the server did it is unknown. */
  | { readonly kind: 'unreachable' };

export const UNREACHABLE = { kind: 'unreachable' } as const satisfies CallOutcome<never>;

/** A sentence for the person, or `undefined` when the call was done. */
export function outcomeProblem(outcome: CallOutcome<unknown>): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'refused':
      return outcome.problem.message;
    case 'unreachable':
      return 'The server cannot be reached right now.';
  }
}
