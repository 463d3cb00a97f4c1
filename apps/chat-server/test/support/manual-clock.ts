/** A clock that stands still until it is told to go on. */

import type { Clock } from '@parley/chat-core';

export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #waiting = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.#waiting.set(callback, this.#now + delayMs);
    return () => this.#waiting.delete(callback);
  }

  advance(byMs: number): void {
    this.#now += byMs;
    for (const [callback, at] of this.#waiting) {
      if (at > this.#now) continue;
      this.#waiting.delete(callback);
      callback();
    }
  }
}
