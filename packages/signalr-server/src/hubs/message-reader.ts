/** From a transport's chunks to messages, never holding more than the reader behind it can take. */

import { parseHandshakeRequest } from '@parley/signalr-protocol';
import type { HandshakeRequest, HubMessage, HubProtocol } from '@parley/signalr-protocol';
import type { TransportConnection } from '../transports/transport-connection.ts';
import { InputBuffer } from './input-buffer.ts';

/** ASP.NET Core's ApplicationMaxBufferSize: more unread input than this stops the reading. */
const MAX_WAITING_BYTES = 65_536;

export class MessageReader {
  readonly #transport: Pick<TransportConnection, 'pause' | 'resume'>;
  readonly #maxMessageBytes: number | undefined;
  readonly #buffer = new InputBuffer();
  #isPaused = false;

  constructor(
    transport: Pick<TransportConnection, 'pause' | 'resume'>,
    maxMessageBytes: number | undefined,
  ) {
    this.#transport = transport;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** False in the middle of a message. */
  get isEmpty(): boolean {
    return this.#buffer.length === 0;
  }

  append(chunk: Uint8Array): void {
    this.#buffer.append(chunk);
  }

  /** @throws {ProtocolError} */
  readHandshake(): HandshakeRequest | undefined {
    const request = parseHandshakeRequest(this.#buffer.unread, 0, {
      maxMessageBytes: this.#maxMessageBytes,
    });
    this.#buffer.consume(request?.consumed ?? 0);
    return request;
  }

  /**
   * The next message of a type we know, or `undefined` where it is not complete.
   *
   * @throws {ProtocolError}
   */
  readMessage(protocol: HubProtocol): HubMessage | undefined {
    for (;;) {
      const decoded = this.#buffer.length === 0 ? undefined : this.#decode(protocol);
      if (decoded === undefined) {
        return undefined;
      }
      this.#buffer.consume(decoded.consumed);
      if (decoded.message !== undefined) {
        return decoded.message;
      }
    }
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
  }

  #decode(protocol: HubProtocol): ReturnType<HubProtocol['decode']> {
    return protocol.decode(this.#buffer.unread, {
      offset: 0,
      maxMessageBytes: this.#maxMessageBytes,
    });
  }
}
