/** The codec of the service protocol. Stateless: no socket, no timer, nothing kept between calls. */

import { readLengthPrefixed } from './framing/length-prefix.ts';
import { readMessage } from './layouts/read-message.ts';
import { writeMessage } from './layouts/write-message.ts';
import { MessagePackWriter } from './messagepack/messagepack-writer.ts';
import type { ServiceMessage } from './service-message.ts';

/** Kept between calls; what a larger message made of it is given back. */
const MAX_SCRATCH_BYTES = 256 * 1024;

/** What the front of a buffer held. */
export interface DecodedServiceMessage {
  /** `undefined`: a message of a type we do not know, to be skipped. */
  readonly message: ServiceMessage | undefined;
  /** Bytes used, framing included. */
  readonly consumed: number;
}

export interface ServiceDecodeOptions {
  readonly offset: number;
  /** `undefined` is unlimited. */
  readonly maxMessageBytes: number | undefined;
}

export class ServiceProtocol {
  /** As in the handshake. */
  readonly version = 1;
  #writer = new MessagePackWriter();

  /**
   * The whole frame, its length prefix included.
   *
   * @throws {RangeError} for a number that its field cannot hold.
   */
  encode(message: ServiceMessage): Uint8Array {
    this.#writer.reset();
    writeMessage(this.#writer, message);
    const frame = this.#writer.frame();
    if (this.#writer.capacityBytes > MAX_SCRATCH_BYTES) {
      this.#writer = new MessagePackWriter();
    }
    return frame;
  }

  /**
   * The first message of `input` from `offset` on, or `undefined` when it is not complete yet. Its
   * payloads are views into `input`.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`, or `service-message-too-large` as soon as
   *   more than `maxMessageBytes` are announced for one message.
   */
  decode(input: Uint8Array, options: ServiceDecodeOptions): DecodedServiceMessage | undefined {
    const frame = readLengthPrefixed(input, options);
    return frame && { message: readMessage(frame.body), consumed: frame.consumed };
  }
}
