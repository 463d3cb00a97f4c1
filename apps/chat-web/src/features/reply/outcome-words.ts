/** How a reply ended, in the room's words. */

import type { MemberId, ReplyOutcome } from '@parley/chat-protocol';

/** A complete answer needs no words. */
export function outcomeWords(
  outcome: ReplyOutcome,
  nameOf: (id: MemberId) => string,
): string | undefined {
  switch (outcome.kind) {
    case 'complete':
      return undefined;
    case 'cut-at-limit':
      return 'cut at the limit for one answer';
    case 'stopped':
      return `stopped by ${nameOf(outcome.by)}`;
    case 'failed':
      return outcome.reason;
    case 'interrupted':
      return 'interrupted: the server went down';
  }
}
