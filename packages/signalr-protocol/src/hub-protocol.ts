/** One encoding of hub messages. Stateless: no socket, no timer, nothing kept between calls. */

import type { HubMessage } from './hub-message.ts';

/** What a transport has to carry for a protocol. */
export type TransferFormat = 'Text' | 'Binary';

/** What the front of a buffer held. */
export interface Decoded {
  /** `undefined`: a message of a type we do not know, to be skipped. */
  readonly message: HubMessage | undefined;
  /** Bytes used, framing included. */
  readonly consumed: number;
}

/** One encoding of hub messages: pure, and the same object for all connections. */
export interface HubProtocol {
  /** As in the handshake: `json` or `messagepack`. */
  readonly name: string;
  /** Highest version spoken; all from 1 up are. */
  readonly version: number;
  readonly transferFormat: TransferFormat;

  /** The whole frame: record separator or length prefix included. */
  encode(message: HubMessage): Uint8Array;

  /**
   * The first message of `input` from `offset` on, or `undefined` when it is not complete yet.
   *
   * @throws {ProtocolError} `malformed-message`, or `message-too-large` as soon as more than
   *   `maxMessageBytes` are buffered for one message.
   */
  decode(input: Uint8Array, options: DecodeOptions): Decoded | undefined;
}

/** Where in the bytes a message begins, and how large it may be. */
export interface DecodeOptions {
  readonly offset: number;
  /** From `offset` on, bytes in which an earlier call, with less of the same input, found no end of the message. */
  readonly searchedBytes?: number;
  /** `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
}
