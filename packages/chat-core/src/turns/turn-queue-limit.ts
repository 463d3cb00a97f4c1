/** The bound of a room's queue. Pure. */

import type { Refusal } from '@parley/chat-protocol';
import { refused } from '../outcomes.ts';

/** `queued`: turns that would wait if the request were accepted. */
export function queueRefusal(queued: number, maxQueuedTurns: number): Refusal | undefined {
  if (queued <= maxQueuedTurns) return undefined;
  return refused(
    'not-possible-now',
    'Too many questions are waiting in this room. Ask again when some are answered.',
  );
}
