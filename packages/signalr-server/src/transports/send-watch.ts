/**
 * Notices a client that takes nothing: what is handed to its socket must be with the operating system in time.
 *
 * Rules: docs/spec/signalr-transports.md, ST-74.
 */

import type { Clock, Timer } from './clock.ts';

export interface SendWatchOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly onTimeout: () => void;
}

export class SendWatch {
  readonly #options: SendWatchOptions;
  /** Writes begun, and the last of them that the operating system has taken. */
  #begun = 0;
  #taken = 0;
  #timer: Timer | undefined;

  constructor(options: SendWatchOptions) {
    this.#options = options;
  }

  /** Begins a write. What it returns is to be called when its last byte is taken. */
  begin(): () => void {
    this.#begun += 1;
    const write = this.#begun;
    return () => {
      this.#taken = write;
    };
  }

  /** To be called when a write has left bytes waiting: all begun so far must be taken when the time is up. */
  expectProgress(): void {
    if (this.#timer !== undefined) {
      return;
    }
    const due = this.#begun;
    this.#timer = this.#options.clock.startTimer(this.#options.timeoutMs, () => {
      this.#timer = undefined;
      if (this.#taken < due) {
        this.#options.onTimeout();
      } else if (this.#taken < this.#begun) {
        this.expectProgress();
      }
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
