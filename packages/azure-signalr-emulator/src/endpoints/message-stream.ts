/**
 * The messages in a stream of bytes, whatever pieces it comes in.
 *
 * What is there of a long message is put together once, not again with each piece.
 * Rules: docs/spec/azure-service.md, AS-1.
 */

import { type ServiceMessage, ServiceProtocol } from '@parley/azure-signalr-protocol';

const MAX_PREFIX_BYTES = 5;

export class MessageStream {
  readonly #protocol = new ServiceProtocol();
  readonly #maxMessageBytes: number;
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  /** Of the first message: with fewer bytes there is nothing to read. */
  #neededBytes = 1;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * Those that are complete, one by one; types that are not known are left out.
   *
   * @throws {ServiceProtocolError} for what cannot be read, after what comes before it.
   */
  *push(piece: Uint8Array): Generator<ServiceMessage> {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes < this.#neededBytes) {
      return;
    }
    const bytes = this.#takeAll();
    let offset = 0;
    for (let decoded = this.#decode(bytes, offset); decoded !== undefined;) {
      offset += decoded.consumed;
      if (decoded.message !== undefined) {
        yield decoded.message;
      }
      decoded = this.#decode(bytes, offset);
    }
    this.#keep(bytes.subarray(offset));
  }

  #decode(bytes: Uint8Array, offset: number): ReturnType<ServiceProtocol['decode']> {
    return this.#protocol.decode(bytes, { offset, maxMessageBytes: this.#maxMessageBytes });
  }

  #takeAll(): Uint8Array {
    const [first, ...more] = this.#pieces;
    const bytes = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pieceBytes = 0;
    return bytes;
  }

  #keep(rest: Uint8Array): void {
    if (rest.length > 0) {
      this.#pieces = [rest];
    }
    this.#pieceBytes = rest.length;
    this.#neededBytes = announcedBytes(rest) ?? rest.length + 1;
  }
}

/** Of a message with its prefix, once that is there: 7 bits a byte, lowest first. */
function announcedBytes(bytes: Uint8Array): number | undefined {
  let length = 0;
  for (let index = 0; index < MAX_PREFIX_BYTES; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) {
      return undefined;
    }
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return index + 1 + length;
    }
  }
  return undefined;
}
