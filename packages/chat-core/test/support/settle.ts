/** Lets everything that can happen without time, a model or a held store happen. */

import { setImmediate } from 'node:timers/promises';

// All work of the chat on the doubles is promises, which are done before the next round of the event loop.
export async function settle(): Promise<void> {
  await setImmediate();
}
