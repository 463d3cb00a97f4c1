/** A ceiling of tokens per second: when the next token is due. */

import { setTimeout as delay } from 'node:timers/promises';

/** Waits before each token so that no more than `tokensPerSecond` come; `undefined` is no ceiling. */
export class TokenPace {
  readonly #intervalMs: number;
  #dueAt = 0;

  constructor(tokensPerSecond: number | undefined) {
    this.#intervalMs = tokensPerSecond === undefined ? 0 : 1000 / tokensPerSecond;
  }

  /** Milliseconds until the next token is due, at most one interval of catching up. */
  reserve(nowMs: number): number {
    if (this.#intervalMs === 0) return 0;
    const waitMs = Math.max(0, this.#dueAt - nowMs);
    this.#dueAt = Math.max(this.#dueAt, nowMs - this.#intervalMs) + this.#intervalMs;
    return waitMs;
  }

  /** Resolves when the wait is over or the signal is aborted, whichever is first. */
  static async wait(waitMs: number, signal: AbortSignal): Promise<void> {
    await delay(waitMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
