/** Beats about once a second, and leaves out the beat that comes late. Rules: docs/spec/azure-signalr.md, AZ-45. */

import type { Clock, Timer } from '@parley/signalr-server';

const INTERVAL_MS = 1_000;
/** A beat that comes so late says that this process has slept: what came meanwhile is read before anybody judges. */
const LATE_MS = 5_000;

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly onBeat: () => void;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: Timer | undefined;
  #lastMs = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#lastMs = this.#options.clock.now();
    this.#schedule();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer = this.#options.clock.startTimer(INTERVAL_MS, () => {
      this.#beat();
      this.#schedule();
    });
  }

  #beat(): void {
    const { clock, onBeat } = this.#options;
    const now = clock.now();
    const isLate = now - this.#lastMs > LATE_MS;
    this.#lastMs = now;
    if (!isLate) {
      onBeat();
    }
  }
}
