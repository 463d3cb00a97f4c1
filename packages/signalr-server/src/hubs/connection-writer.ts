/** What one client is sent, in the protocol that its handshake chose. */

import { encodeHandshakeResponse, MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { HubMessage, HubProtocol } from '@parley/signalr-protocol';
import type { TransportConnection } from '../transports/transport-connection.ts';

/** ASP.NET Core's TransportMaxBufferSize: a stream waits while more than this is unsent. */
const MAX_UNSENT_STREAM_BYTES = 65_536;

const PING = SerializedMessage.of({ type: MessageType.ping });

export interface CloseNotice {
  /** What the client reads. */
  readonly error: string | undefined;
  readonly allowReconnect: boolean;
}

export class ConnectionWriter {
  readonly #transport: TransportConnection;
  #protocol: HubProtocol | undefined;
  /** Streams that wait, each to be woken once. */
  readonly #waiting = new Set<() => void>();

  constructor(transport: TransportConnection) {
    this.#transport = transport;
    transport.onDrained(() => this.#wakeStreams());
  }

  get isBehind(): boolean {
    return this.#transport.bufferedBytes > 0;
  }

  /** Everything from here on is written in this protocol; the answer itself is JSON. */
  acceptHandshake(protocol: HubProtocol): void {
    this.#protocol = protocol;
    this.#transport.useTransferFormat(protocol.transferFormat);
    this.#transport.send(encodeHandshakeResponse());
  }

  refuseHandshake(error: string): void {
    this.#transport.send(encodeHandshakeResponse(error));
  }

  /** @throws what the protocol throws for a value that it cannot encode. */
  write(message: HubMessage): void {
    if (this.#protocol !== undefined) {
      this.#transport.send(this.#protocol.encode(message));
    }
  }

  /** As `write`, for a message that others get as well. */
  writeShared(message: SerializedMessage): void {
    if (this.#protocol !== undefined) {
      this.#transport.send(message.bytesFor(this.#protocol));
    }
  }

  writePing(): void {
    this.writeShared(PING);
  }

  writeClose({ error, allowReconnect }: CloseNotice): void {
    this.write({
      type: MessageType.close,
      ...(error === undefined ? undefined : { error }),
      ...(allowReconnect ? { allowReconnect } : undefined),
    });
  }

  /** A promise where the client is so far behind that a stream to it should wait, until then or the signal. */
  whenWritable(signal: AbortSignal): Promise<void> | undefined {
    if (!this.#isTooFarBehind || signal.aborted) {
      return undefined;
    }
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  get #isTooFarBehind(): boolean {
    return this.#transport.bufferedBytes > MAX_UNSENT_STREAM_BYTES;
  }

  #wakeStreams(): void {
    if (!this.#isTooFarBehind) {
      for (const wake of this.#waiting) {
        wake();
      }
    }
  }
}
