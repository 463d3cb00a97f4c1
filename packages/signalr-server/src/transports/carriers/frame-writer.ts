/**
 * Hands frames to a socket or to a response, and watches that they are taken.
 *
 * Rules: docs/spec/signalr-transports.md, ST-74 and ST-76.
 */

import type { Clock } from '../clock.ts';
import { SendWatch } from './send-watch.ts';

/** The members used of a socket or a response. */
export interface FrameTarget {
  readonly writableLength: number;
  write(frame: Buffer, onTaken: () => void): unknown;
}

/** Who writes. */
export interface FrameSource {
  /** The oldest frame that was not taken yet is with the operating system. */
  frameTaken(): void;
  /** What was written has not been taken in time. */
  sendTimedOut(): void;
}

/** The same for all connections of an endpoint. */
export interface FrameWriterSettings {
  readonly clock: Clock;
  readonly sendTimeoutMs: number;
}

export class FrameWriter {
  readonly #target: FrameTarget;
  readonly #source: FrameSource;
  readonly #settings: FrameWriterSettings;
  /** The same for every frame, so that a write makes nothing. */
  readonly #onTaken: () => void;
  /** Made for a client that has once left something waiting. */
  #watch: SendWatch | undefined;
  #untaken = 0;

  constructor(target: FrameTarget, source: FrameSource, settings: FrameWriterSettings) {
    this.#target = target;
    this.#source = source;
    this.#settings = settings;
    this.#onTaken = () => {
      this.#untaken -= 1;
      this.#watch?.taken();
      this.#source.frameTaken();
    };
  }

  write(frame: Buffer): void {
    this.#untaken += 1;
    this.#watch?.begin();
    this.#target.write(frame, this.#onTaken);
    if (this.#target.writableLength > 0) {
      this.#watchFrames().expectProgress();
    }
  }

  stop(): void {
    this.#watch?.stop();
  }

  #watchFrames(): SendWatch {
    this.#watch ??= new SendWatch({
      clock: this.#settings.clock,
      timeoutMs: this.#settings.sendTimeoutMs,
      begun: this.#untaken,
      onTimeout: () => this.#source.sendTimedOut(),
    });
    return this.#watch;
  }
}
