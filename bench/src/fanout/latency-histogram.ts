/** Counts latencies in buckets of which each is at most 1.6 % wide, so that hours of them take a few kilobytes. */

const BUCKETS_PER_OCTAVE = 64;
const OCTAVES = 32;

/** As it travels between processes: pairs of bucket and count, without the empty ones. */
export type HistogramCounts = readonly (readonly [bucket: number, count: number])[];

export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS_PER_OCTAVE * OCTAVES);
  #total = 0;

  static of(all: readonly HistogramCounts[]): LatencyHistogram {
    const merged = new LatencyHistogram();
    for (const [bucket, count] of all.flat()) {
      merged.#counts[bucket] = (merged.#counts[bucket] ?? 0) + count;
      merged.#total += count;
    }
    return merged;
  }

  get count(): number {
    return this.#total;
  }

  get counts(): HistogramCounts {
    return [...this.#counts.entries()].filter(([, count]) => count > 0);
  }

  /** Less than one microsecond counts as one. */
  add(microseconds: number): void {
    const bucket = bucketOf(microseconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** The middle of the bucket below which `share` of all lies; not a number when there is nothing. */
  quantileMs(share: number): number {
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (count > 0 && below >= share * this.#total) {
        return middleOf(bucket) / 1_000;
      }
    }
    return Number.NaN;
  }
}

function bucketOf(microseconds: number): number {
  const value = Math.max(1, microseconds);
  const octave = Math.min(OCTAVES - 1, Math.floor(Math.log2(value)));
  const within = Math.floor((value / 2 ** octave - 1) * BUCKETS_PER_OCTAVE);
  return octave * BUCKETS_PER_OCTAVE + Math.min(BUCKETS_PER_OCTAVE - 1, Math.max(0, within));
}

function middleOf(bucket: number): number {
  const octave = Math.floor(bucket / BUCKETS_PER_OCTAVE);
  const within = (bucket % BUCKETS_PER_OCTAVE) + 0.5;
  return 2 ** octave * (1 + within / BUCKETS_PER_OCTAVE);
}
