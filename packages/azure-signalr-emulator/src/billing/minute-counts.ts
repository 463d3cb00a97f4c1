/** Billed messages of each of the last sixty minutes. */

const MINUTE_MS = 60_000;
const MINUTES = 60;

export class MinuteCounts {
  readonly #counts = Array.from({ length: MINUTES }, () => 0);
  /** The minute that the newest count is of, since 1970. */
  #newest = 0;
  #peak = 0;

  /** Of the busiest minute that was counted. */
  get peak(): number {
    return this.#peak;
  }

  add(epochMs: number, messages: number): void {
    const slot = this.#advance(epochMs) % MINUTES;
    const count = (this.#counts[slot] ?? 0) + messages;
    this.#counts[slot] = count;
    this.#peak = Math.max(this.#peak, count);
  }

  /** The running minute is the last. */
  lastHour(epochMs: number): readonly number[] {
    const newest = this.#advance(epochMs);
    return this.#counts.map((_, index) => this.#counts[(newest + 1 + index) % MINUTES] ?? 0);
  }

  forgetPeak(): void {
    this.#peak = 0;
  }

  /** Empties the minutes in which nothing was counted. A clock that is set back counts in the newest minute. */
  #advance(epochMs: number): number {
    const minute = Math.floor(epochMs / MINUTE_MS);
    const first = Math.max(this.#newest + 1, minute - MINUTES + 1);
    for (let empty = first; empty <= minute; empty += 1) {
      this.#counts[empty % MINUTES] = 0;
    }
    this.#newest = Math.max(this.#newest, minute);
    return this.#newest;
  }
}
