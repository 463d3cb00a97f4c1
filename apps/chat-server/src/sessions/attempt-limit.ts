/** Bounds how often one address may try something in a while: guessing a secret, above all. */

import type { Clock } from '@parley/chat-core';

export interface AttemptLimitOptions {
  readonly clock: Clock;
  readonly maxAttempts: number;
  readonly windowMs: number;
}

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** Addresses remembered at once; a flood of new ones clears what has run out first. */
const MAX_ADDRESSES = 10_000;

export class AttemptLimit {
  readonly #options: AttemptLimitOptions;
  readonly #windows = new Map<string, Window>();

  constructor(options: AttemptLimitOptions) {
    this.#options = options;
  }

  /** Milliseconds until the address may try again; 0 is now. */
  waitMs(address: string): number {
    const window = this.#current(address);
    if (window === undefined || window.count < this.#options.maxAttempts) return 0;
    return window.endsAt - this.#options.clock.now();
  }

  count(address: string): void {
    const window = this.#current(address);
    const endsAt = window?.endsAt ?? this.#options.clock.now() + this.#options.windowMs;
    if (window === undefined && this.#windows.size >= MAX_ADDRESSES) this.#forgetEnded();
    this.#windows.set(address, { endsAt, count: (window?.count ?? 0) + 1 });
  }

  #current(address: string): Window | undefined {
    const window = this.#windows.get(address);
    return window !== undefined && window.endsAt > this.#options.clock.now() ? window : undefined;
  }

  #forgetEnded(): void {
    const now = this.#options.clock.now();
    for (const [address, window] of this.#windows)
      if (window.endsAt <= now) this.#windows.delete(address);
    // All of them current: a flood. Starting over is better than growing without end.
    if (this.#windows.size >= MAX_ADDRESSES) this.#windows.clear();
  }
}
