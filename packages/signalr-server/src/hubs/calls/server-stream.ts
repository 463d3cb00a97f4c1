/**
 * A stream to the client: one item message for each value of an async iterable.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-40 to SH-48.
 */

/** Where a stream comes from and where it goes. */
export interface ServerStream {
  readonly source: AsyncIterable<unknown>;
  /** The client cancelled, or its connection ended. */
  readonly signal: AbortSignal;
  /** Queues one item. A promise where the client is behind: the source then waits as well. */
  readonly writeItem: (item: unknown) => Promise<void> | undefined;
}

/** How a stream ended, whatever its source did. */
export type ServerStreamEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Runs until the source ends, fails or is cancelled; never throws. A cancelled source is returned. */
export async function runServerStream(stream: ServerStream): Promise<ServerStreamEnd> {
  const { signal, writeItem } = stream;

  try {
    const iterator = stream.source[Symbol.asyncIterator]();
    for (;;) {
      const next = await nextOrCancelled(iterator, signal);
      if (next === 'cancelled') {
        release(iterator);
        return { kind: 'cancelled' };
      }
      if (next.done === true) {
        return { kind: 'completed' };
      }
      await writeOrRelease(() => writeItem(next.value), iterator);
    }
  } catch (error) {
    // What a source throws because it was cancelled is no failure.
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error };
  }
}

async function writeOrRelease(
  write: () => Promise<void> | undefined,
  iterator: AsyncIterator<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    release(iterator);
    throw error;
  }
}

/** Not awaited: a source that is stuck must not hold up its own cancellation. */
function release(iterator: AsyncIterator<unknown>): void {
  const ignore = (): void => undefined;
  // The outcome has been told to the client already; nobody is left to hear of a second one.
  iterator.return?.().then(ignore, ignore);
}

/** `Promise.race` would not do: every item would leave a reaction on the promise of the end. */
function nextOrCancelled(
  iterator: AsyncIterator<unknown>,
  signal: AbortSignal,
): Promise<IteratorResult<unknown> | 'cancelled'> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve('cancelled');
      return;
    }
    const onAbort = (): void => {
      resolve('cancelled');
    };
    signal.addEventListener('abort', onAbort, { once: true });
    iterator
      .next()
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
      })
      .then(resolve, reject);
  });
}
