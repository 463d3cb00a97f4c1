/** Text in fewer pieces, where each piece is a message to everybody that costs. */

/** Where Azure SignalR Service carries them: four messages a second, each below the 2 KB that are billed as one. */
export const BILLED_GATHERING: Gathering = { gatherMs: 250, maxBytes: 1_800 };

export interface Gathering {
  /** How long text waits for more. */
  readonly gatherMs: number;
  /** Text of so many bytes waits no longer, counted as JSON writes it. */
  readonly maxBytes: number;
}

/** The first piece as it comes, then what has come meanwhile, and what is left at the end. */
export async function* gatherText(
  pieces: AsyncIterable<string>,
  gathering: Gathering | undefined,
): AsyncGenerator<string> {
  if (gathering === undefined) return yield* pieces;
  const iterator = pieces[Symbol.asyncIterator]();
  let waiting = '';
  let due: Due | undefined;
  try {
    const first = await iterator.next();
    if (first.done === true) return;
    yield first.value;

    let next = iterator.next();
    for (;;) {
      const outcome = await Promise.race(due === undefined ? [next] : [next, due.time]);
      if (outcome !== 'due' && outcome.done === true) break;
      if (outcome !== 'due') {
        waiting += outcome.value;
        next = iterator.next();
        due ??= dueAfter(gathering.gatherMs);
      }
      const isFull = bytesOf(waiting) >= gathering.maxBytes;
      if (due !== undefined && (outcome === 'due' || isFull)) {
        yield waiting;
        waiting = '';
        due.cancel();
        due = undefined;
      }
    }
    if (waiting !== '') yield waiting;
  } finally {
    due?.cancel();
    await iterator.return?.();
  }
}

interface Due {
  readonly time: Promise<'due'>;
  readonly cancel: () => void;
}

function dueAfter(delayMs: number): Due {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<'due'>((resolve) => {
    timer = setTimeout(resolve, delayMs, 'due' as const);
  });
  return { time, cancel: () => clearTimeout(timer) };
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
