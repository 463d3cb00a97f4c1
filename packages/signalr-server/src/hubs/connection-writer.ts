/** What one client is sent, in the protocol that its handshake chose. */

import { encodeHandshakeResponse, MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { HubMessage, HubProtocol } from '@parley/signalr-protocol';
import type { Clock } from '../transports/clock.ts';
import type { TransportConnection } from '../transports/transport-connection.ts';

/** ASP.NET Core's TransportMaxBufferSize: a stream waits while more than this is unsent. */
const MAX_UNSENT_STREAM_BYTES = 65_536;
/** Transports do not tell when they have sent, so a waiting stream looks again. */
const UNSENT_CHECK_MS = 5;

const PING = new SerializedMessage({ type: MessageType.ping });

export interface CloseNotice {
  /** What the client reads. */
  readonly error: string | undefined;
  readonly allowReconnect: boolean;
}

export class ConnectionWriter {
  readonly #transport: TransportConnection;
  readonly #clock: Clock;
  #protocol: HubProtocol | undefined;

  constructor(transport: TransportConnection, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
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

  /** A promise where the client is so far behind that a stream to it should wait. */
  whenWritable(signal: AbortSignal): Promise<void> | undefined {
    return this.#transport.bufferedBytes > MAX_UNSENT_STREAM_BYTES
      ? this.#waitUntilSent(signal)
      : undefined;
  }

  async #waitUntilSent(signal: AbortSignal): Promise<void> {
    while (this.#transport.bufferedBytes > MAX_UNSENT_STREAM_BYTES && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#clock.startTimer(UNSENT_CHECK_MS, resolve);
      });
    }
  }
}
