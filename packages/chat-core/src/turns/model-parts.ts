/** The parts of a model's reply, until it ends or has had its time to stop. */

import type { ReplyPart } from '@parley/llm';
import type { Clock } from '../ports.ts';

/** A model stops within a token; one that does not must not hold up the room's queue. */
const STOP_GRACE_MS = 5_000;

/** Ends by itself some seconds after the signal, when the model does not. */
export async function* partsUntilStopped(
  parts: AsyncIterable<ReplyPart>,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): AsyncGenerator<ReplyPart, void> {
  const iterator = parts[Symbol.asyncIterator]();
  const { promise: graceIsOver, cancel } = graceAfter(signal, clock);

  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), graceIsOver]);
      if (next === 'grace-is-over' || next.done === true) return;
      yield next.value;
    }
  } finally {
    cancel();
    // Not awaited: a generator that hangs would hang here too. Its end has been reported, or given up.
    iterator.return?.().catch(() => undefined);
  }
}

function graceAfter(
  signal: AbortSignal,
  clock: Clock,
): { promise: Promise<'grace-is-over'>; cancel: () => void } {
  let cancelTimer = (): void => {};
  const promise = new Promise<'grace-is-over'>((resolve) => {
    const begin = (): void => {
      cancelTimer = clock.after(STOP_GRACE_MS, () => resolve('grace-is-over'));
    };
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
  return { promise, cancel: () => cancelTimer() };
}
