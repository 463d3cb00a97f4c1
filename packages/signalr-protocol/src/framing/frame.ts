/** One message cut out of a byte stream, and where to cut. */

import { messageTooLarge } from '../errors.ts';

/** One whole message's bytes, out of a larger input. */
export interface Frame {
  /** The message without its framing. A view into the input, not a copy. */
  readonly body: Uint8Array;
  /** Bytes used, framing included. */
  readonly consumed: number;
}

/** Where to look, and how much to accept. */
export interface FrameOptions {
  /** Where in the input the frame begins. */
  readonly offset: number;
  /** From `offset` on, bytes in which an earlier call, with less of the same input, found no end of the message. */
  readonly searchedBytes?: number;
  /** Framing included. `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
}

/** @throws {ProtocolError} `message-too-large` */
export function checkFrameBytes(bytes: number, maxMessageBytes: number | undefined): void {
  if (maxMessageBytes !== undefined && bytes > maxMessageBytes) {
    throw messageTooLarge(maxMessageBytes);
  }
}
