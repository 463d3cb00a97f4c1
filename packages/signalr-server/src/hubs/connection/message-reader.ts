/** From a transport's chunks to messages, never holding more than the reader behind it can take. */

import { parseHandshakeRequest, ProtocolError } from '@parley/signalr-protocol';
import type {
  DecodeOptions,
  HandshakeRequest,
  HubMessage,
  HubProtocol,
} from '@parley/signalr-protocol';
import type { TransportConnection } from '../../transports/transport-connection.ts';
import { InputBuffer } from './input-buffer.ts';

/** ASP.NET Core's ApplicationMaxBufferSize: more unread input than this stops the reading. */
const MAX_WAITING_BYTES = 65_536;

export class MessageReader {
  readonly #transport: Pick<TransportConnection, 'pause' | 'resume'>;
  readonly #maxMessageBytes: number | undefined;
  readonly #buffer = new InputBuffer();
  #isPaused = false;
  /** Of what is unread, from its start: no message ends there. What comes in pieces is searched once. */
  #searchedBytes = 0;
  /** Of what is unread, from its start: seen by `peekMessage`. */
  #peekedBytes = 0;

  constructor(
    transport: Pick<TransportConnection, 'pause' | 'resume'>,
    maxMessageBytes: number | undefined,
  ) {
    this.#transport = transport;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** What is wrong with an input that ends here: nothing, unless that is inside a message. */
  get endError(): ProtocolError | undefined {
    return this.#buffer.length === 0
      ? undefined
      : new ProtocolError('malformed-message', 'Connection terminated while reading a message.');
  }

  append(chunk: Uint8Array): void {
    this.#buffer.append(chunk);
  }

  /** @throws {ProtocolError} */
  readHandshake(): HandshakeRequest | undefined {
    const request = parseHandshakeRequest(this.#buffer.unread, 0, {
      maxMessageBytes: this.#maxMessageBytes,
      searchedBytes: this.#searchedBytes,
    });
    this.#progress(request);
    return request;
  }

  /**
   * The next message of a type we know, or `undefined` where it is not complete.
   *
   * @throws {ProtocolError}
   */
  readMessage(protocol: HubProtocol): HubMessage | undefined {
    for (;;) {
      const decoded = this.#buffer.length === 0 ? undefined : this.#decodeNext(protocol);
      this.#progress(decoded);
      if (decoded === undefined) {
        return undefined;
      }
      if (decoded.message !== undefined) {
        return decoded.message;
      }
    }
  }

  /**
   * The next message that was neither read nor looked at, which `readMessage` returns in its turn all the same;
   * `undefined` where it is not complete. What is no message is for `readMessage` to find.
   */
  peekMessage(protocol: HubProtocol): HubMessage | undefined {
    try {
      while (this.#peekedBytes < this.#buffer.length) {
        const decoded = this.#decode(protocol, { offset: this.#peekedBytes });
        this.#peekedBytes += decoded?.consumed ?? 0;
        if (decoded === undefined || decoded.message !== undefined) {
          return decoded?.message;
        }
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      // Nothing behind it counts, and it is not to be decoded again for each chunk that comes.
      this.#peekedBytes = Number.POSITIVE_INFINITY;
    }
    return undefined;
  }

  /**
   * Says whether messages are being taken. While they are not, the transport is stopped once enough
   * waits; while they are, it must run, or a message above the bound would never be complete.
   */
  regulate(isTaking: boolean): void {
    if (!isTaking && !this.#isPaused && this.#buffer.length > MAX_WAITING_BYTES) {
      this.#isPaused = true;
      this.#transport.pause();
    } else if (isTaking && this.#isPaused) {
      this.#isPaused = false;
      this.#transport.resume();
    }
  }

  /** Drops what is left. */
  discard(): void {
    this.#buffer.clear();
    this.#searchedBytes = 0;
    this.#peekedBytes = 0;
  }

  #progress(read: { readonly consumed: number } | undefined): void {
    if (read === undefined) {
      this.#searchedBytes = this.#buffer.length;
      return;
    }
    this.#buffer.consume(read.consumed);
    this.#searchedBytes = 0;
    this.#peekedBytes = Math.max(0, this.#peekedBytes - read.consumed);
  }

  #decodeNext(protocol: HubProtocol): ReturnType<HubProtocol['decode']> {
    return this.#decode(protocol, { offset: 0, searchedBytes: this.#searchedBytes });
  }

  #decode(
    protocol: HubProtocol,
    place: Pick<DecodeOptions, 'offset' | 'searchedBytes'>,
  ): ReturnType<HubProtocol['decode']> {
    return protocol.decode(this.#buffer.unread, {
      ...place,
      maxMessageBytes: this.#maxMessageBytes,
    });
  }
}
