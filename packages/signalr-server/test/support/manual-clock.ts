/** Time that moves when a test moves it. */

import type { Clock, Timer } from '../../src/transports/clock.ts';

/** When the clock was made. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

interface PendingTimer {
  readonly delayMs: number;
  readonly dueAtMs: number;
  readonly callback: () => void;
}

interface Waiter {
  readonly delayMs: number;
  readonly resolve: () => void;
}

export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<PendingTimer>();
  #waiters: readonly Waiter[] = [];

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return EPOCH_MS + this.#nowMs;
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    const timer: PendingTimer = { delayMs, dueAtMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    const reached = this.#waiters.filter((waiter) => waiter.delayMs === delayMs);
    this.#waiters = this.#waiters.filter((waiter) => waiter.delayMs !== delayMs);
    for (const waiter of reached) {
      waiter.resolve();
    }
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** Fires what is due, in order, timers that are started meanwhile included. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (let next = this.#nextDue(endMs); next !== undefined; next = this.#nextDue(endMs)) {
      this.#nowMs = next.dueAtMs;
      this.#timers.delete(next);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  /** The process stands still for so long: what became due meanwhile fires at the end, once. */
  sleep(durationMs: number): void {
    this.#nowMs += durationMs;
    const due = [...this.#timers].filter((timer) => timer.dueAtMs <= this.#nowMs);
    for (const timer of due.toSorted((a, b) => a.dueAtMs - b.dueAtMs)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }

  hasTimer(delayMs: number): boolean {
    return [...this.#timers].some((timer) => timer.delayMs === delayMs);
  }

  /** A timer of this length is pending: the code under test has come to the point where it waits. */
  async timerStarted(delayMs: number): Promise<void> {
    if (!this.hasTimer(delayMs)) {
      await new Promise<void>((resolve) => {
        this.#waiters = [...this.#waiters, { delayMs, resolve }];
      });
    }
  }

  #nextDue(endMs: number): PendingTimer | undefined {
    return [...this.#timers]
      .filter((timer) => timer.dueAtMs <= endMs)
      .toSorted((a, b) => a.dueAtMs - b.dueAtMs)[0];
  }
}
