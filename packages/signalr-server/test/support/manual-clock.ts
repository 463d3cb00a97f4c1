/** Time that a test moves. */

import type { Clock } from '../../src/clock.ts';

interface Pending {
  readonly dueAt: number;
  readonly callback: () => void;
}

export class ManualClock implements Clock {
  #now = 0;
  readonly #pending = new Set<Pending>();

  now(): number {
    return this.#now;
  }

  startTimer(delayMs: number, callback: () => void): { cancel(): void } {
    const pending = { dueAt: this.#now + delayMs, callback };
    this.#pending.add(pending);
    return {
      cancel: () => {
        this.#pending.delete(pending);
      },
    };
  }

  /** Every timer that is due runs at its own time, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextDue(end); next !== undefined; next = this.#nextDue(end)) {
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.callback();
    }
    this.#now = end;
  }

  #nextDue(end: number): Pending | undefined {
    return [...this.#pending]
      .filter(({ dueAt }) => dueAt <= end)
      .sort((one, other) => one.dueAt - other.dueAt)[0];
  }
}
