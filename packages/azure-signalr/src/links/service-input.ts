/**
 * From the chunks of a server connection to the service's messages: one chunk may hold many, or a part of one.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-47.
 */

import { ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';

/** Four times what Microsoft advises as the largest message. */
export const MAX_SERVICE_MESSAGE_BYTES = 67_108_864;

const EMPTY = new Uint8Array(0);

/** Bytes that have been handed out in a message are never written to again, so its views stay as they are. */
export class ServiceInput {
  readonly #protocol: ServiceProtocol;
  #buffer: Uint8Array = EMPTY;
  #start = 0;
  #end = 0;

  constructor(protocol = new ServiceProtocol()) {
    this.#protocol = protocol;
  }

  /** The chunk is kept, not copied, where nothing waits for it. */
  append(chunk: Uint8Array): void {
    const waitingBytes = this.#end - this.#start;
    if (waitingBytes === 0) {
      this.#buffer = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#buffer.length - this.#end < chunk.length) {
      const grown = new Uint8Array(2 * (waitingBytes + chunk.length));
      grown.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = grown;
      this.#start = 0;
      this.#end = waitingBytes;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next message of a type we know, or `undefined` while it is incomplete.
   *
   * @throws {ServiceProtocolError}
   */
  read(): ServiceMessage | undefined {
    while (this.#start < this.#end) {
      const decoded = this.#protocol.decode(this.#buffer.subarray(0, this.#end), {
        offset: this.#start,
        maxMessageBytes: MAX_SERVICE_MESSAGE_BYTES,
      });
      if (decoded === undefined) {
        return undefined;
      }
      this.#start += decoded.consumed;
      if (decoded.message !== undefined) {
        return decoded.message;
      }
    }
    this.#buffer = EMPTY;
    return undefined;
  }
}
