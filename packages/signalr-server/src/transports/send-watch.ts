/**
 * Notices a client that takes nothing: what is handed to its socket must be with the operating system in time.
 *
 * Rules: docs/spec/signalr-transports.md, ST-49.
 */

import type { Clock, Timer } from './clock.ts';

export interface SendWatchOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Bytes handed over and still waiting. */
  readonly bufferedBytes: () => number;
  readonly onTimeout: () => void;
}

export class SendWatch {
  readonly #options: SendWatchOptions;
  #handedOver = 0;
  #timer: Timer | undefined;

  constructor(options: SendWatchOptions) {
    this.#options = options;
  }

  /** To be called after every write. */
  wrote(bytes: number): void {
    this.#handedOver += bytes;
    if (this.#timer === undefined && this.#options.bufferedBytes() > 0) {
      this.#start();
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Everything handed over up to now must be gone when the timer fires. */
  #start(): void {
    const due = this.#handedOver;
    this.#timer = this.#options.clock.startTimer(this.#options.timeoutMs, () => {
      this.#timer = undefined;
      const waiting = this.#options.bufferedBytes();
      if (this.#handedOver - waiting < due) {
        this.#options.onTimeout();
      } else if (waiting > 0) {
        this.#start();
      }
    });
  }
}
