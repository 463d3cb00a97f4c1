/**
 * Hands frames to a socket or to a response, many in one system call, and watches that they are taken.
 *
 * Rules: docs/spec/signalr-transports.md, ST-72, ST-74 and ST-76.
 */

import { SendWatch, type SendWatchOptions } from './send-watch.ts';

/** The members used of a socket or a response. */
export interface FrameTarget {
  readonly writableLength: number;
  cork(): void;
  uncork(): void;
  write(frame: Buffer, onTaken?: () => void): unknown;
}

export interface FrameWriterOptions extends SendWatchOptions {
  readonly target: FrameTarget;
  /** Frames that one call wrote are with the operating system. */
  readonly onTaken: () => void;
}

export class FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #watch: SendWatch;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
    this.#watch = new SendWatch(options);
  }

  write(frames: readonly Buffer[]): void {
    const { target, onTaken } = this.#options;
    const taken = this.#watch.begin();
    const last = frames.length - 1;
    const onLastTaken = (): void => {
      taken();
      onTaken();
    };
    target.cork();
    for (const [index, frame] of frames.entries()) {
      target.write(frame, index === last ? onLastTaken : undefined);
    }
    target.uncork();
    if (target.writableLength > 0) {
      this.#watch.expectProgress();
    }
  }

  stop(): void {
    this.#watch.stop();
  }
}
