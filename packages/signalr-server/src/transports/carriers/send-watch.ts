/**
 * Notices a client that takes nothing: what is handed to its socket must be with the operating system in time.
 *
 * Rules: docs/spec/signalr-transports.md, ST-74.
 */

import type { Clock, Timer } from '../clock.ts';

export interface SendWatchOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Writes begun before there was a watch and not taken yet. */
  readonly begun: number;
  readonly onTimeout: () => void;
}

export class SendWatch {
  readonly #options: SendWatchOptions;
  /** Writes begun, and how many of them the operating system has taken: always the first ones. */
  #begun: number;
  #taken = 0;
  #timer: Timer | undefined;

  constructor(options: SendWatchOptions) {
    this.#options = options;
    this.#begun = options.begun;
  }

  begin(): void {
    this.#begun += 1;
  }

  /** The last byte of the oldest write that was not taken yet is taken now. */
  taken(): void {
    this.#taken += 1;
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
