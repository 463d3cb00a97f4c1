/** One message cut out of a byte stream, and where to cut. */

import { messageTooLarge } from '../errors.ts';

export interface Frame {
  /** The message without its framing. A view into the input, not a copy. */
  readonly body: Uint8Array;
  /** Bytes used, framing included. */
  readonly consumed: number;
}

export interface FrameOptions {
  /** Where in the input the frame begins. */
  readonly offset: number;
  /** Framing included. `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
}

/** @throws {ProtocolError} `message-too-large` */
export function checkFrameBytes(bytes: number, maxMessageBytes: number | undefined): void {
  if (maxMessageBytes !== undefined && bytes > maxMessageBytes) {
    throw messageTooLarge(maxMessageBytes);
  }
}
