/** How long each batch took, and what was in it. */

export interface Batch {
  /** One a reply in progress. */
  readonly writtenTokens: number;
  /** Of prompts. */
  readonly readTokens: number;
}

export interface TimedBatch extends Batch {
  readonly elapsedMs: number;
}

/** Reading a token costs about this much of writing one, as reading fills the batch. */
const READ_COST = 0.25;
/**
 * A further reply's token in the same batch costs a fifth of the first's with a billion weights, and as much
 * as the first with a tenth of that. With less than this, four tiny replies would look like a collapse.
 */
const FURTHER_WRITE_COST = 0.5;

/** The work of a batch in tokens written alone, so that batches of any kind can be compared. Rough. */
export function workOf({ writtenTokens, readTokens }: Batch): number {
  const written = writtenTokens === 0 ? 0 : 1 + (writtenTokens - 1) * FURTHER_WRITE_COST;
  return written + readTokens * READ_COST;
}

export class BatchClock {
  readonly #onBatch: (batch: TimedBatch) => void;
  readonly #now: () => number;
  #open: { readonly batch: Batch; readonly startedAt: number } | undefined;

  constructor(onBatch: (batch: TimedBatch) => void, now: () => number = () => performance.now()) {
    this.#onBatch = onBatch;
    this.#now = now;
  }

  /** A batch goes to the engine; the one before it is over. */
  begin(batch: Batch): void {
    this.finish();
    this.#open = { batch, startedAt: this.#now() };
  }

  /** Somebody got what they waited for. Idempotent. */
  finish(): void {
    if (this.#open === undefined) return;
    const { batch, startedAt } = this.#open;
    this.#open = undefined;
    this.#onBatch({ ...batch, elapsedMs: this.#now() - startedAt });
  }
}
