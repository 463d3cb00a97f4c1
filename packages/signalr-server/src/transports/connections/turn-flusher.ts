/**
 * Flushes connections at the end of the turn of the event loop in which they were written to, each once however often.
 *
 * Many records to one connection become one system call, and a broadcast does not wait for any socket. A long row of
 * connections is flushed in slices, with turns between them: what is sent meanwhile goes to those still in the row
 * with what they have already, so nobody waits for more than one row.
 * Rules: docs/spec/signalr-transports.md, ST-72 and ST-145.
 */

import type { Clock } from '../clock.ts';

/** What has something to write at the end of a turn. */
export interface Flushable {
  flush(): void;
}

const SLICE_MS = 3;
/** Asking for the time costs as much as some writes do. */
const FLUSHES_BETWEEN_LOOKS = 32;

export class TurnFlusher {
  readonly #clock: Clock;
  /** In the order in which they came. Up to `#next` they are flushed. */
  #row: Flushable[] = [];
  #next = 0;
  #isScheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `flush` once, after whoever came before. Who calls twice is flushed twice. */
  schedule(item: Flushable): void {
    this.#row.push(item);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#flushSlice);
    }
  }

  readonly #flushSlice = (): void => {
    const endAt = this.#clock.now() + SLICE_MS;
    // What comes in while this runs, comes in a later turn.
    const end = this.#row.length;
    do {
      const lookAt = Math.min(end, this.#next + FLUSHES_BETWEEN_LOOKS);
      while (this.#next < lookAt) {
        const item = this.#row[this.#next];
        this.#next += 1;
        item?.flush();
      }
    } while (this.#next < end && this.#clock.now() < endAt);
    this.#forgetFlushed();
    this.#isScheduled = this.#row.length > 0;
    if (this.#isScheduled) {
      setImmediate(this.#flushSlice);
    }
  };

  /** Not after every slice: moving a long row is work as well. */
  #forgetFlushed(): void {
    if (this.#next === this.#row.length) {
      this.#row = [];
      this.#next = 0;
    } else if (this.#next > this.#row.length / 2) {
      this.#row = this.#row.slice(this.#next);
      this.#next = 0;
    }
  }
}
