/** What one client is sent, in the protocol that its handshake chose. */

import { encodeHandshakeResponse, MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { HubMessage, HubProtocol } from '@parley/signalr-protocol';
import type { TransportConnection } from '../transports/transport-connection.ts';
import { TransportError } from '../transports/transport-error.ts';
import { isNumbered } from './received-messages.ts';
import { StatefulExchange } from './stateful-exchange.ts';

/** ASP.NET Core's TransportMaxBufferSize: a stream waits while more than this is unsent. */
const MAX_UNSENT_STREAM_BYTES = 65_536;

const PING = SerializedMessage.of({ type: MessageType.ping });

export interface CloseNotice {
  /** What the client reads. */
  readonly error: string | undefined;
  readonly allowReconnect: boolean;
}

export interface ExchangeLimits {
  readonly statefulReconnectBufferBytes: number;
  readonly maxBufferedBytes: number;
}

export class ConnectionWriter {
  readonly #transport: TransportConnection;
  #protocol: HubProtocol | undefined;
  #exchange: StatefulExchange | undefined;
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

  /** Everything that is numbered goes through the exchange from here on. */
  startExchange(protocol: HubProtocol, limits: ExchangeLimits): StatefulExchange {
    this.#exchange = new StatefulExchange({
      transport: this.#transport,
      protocol,
      bufferBytes: limits.statefulReconnectBufferBytes,
      maxWaitingBytes: limits.maxBufferedBytes,
      onOverfull: () => this.#transport.abort(new TransportError('slow-consumer')),
      onDrained: () => this.#wakeStreams(),
    });
    return this.#exchange;
  }

  refuseHandshake(error: string): void {
    this.#transport.send(encodeHandshakeResponse(error));
  }

  /** @throws what the protocol throws for a value that it cannot encode. */
  write(message: HubMessage): void {
    if (this.#protocol === undefined) {
      return;
    }
    const bytes = this.#protocol.encode(message);
    if (this.#exchange !== undefined && isNumbered(message)) {
      this.#exchange.send(bytes);
    } else {
      this.#transport.send(bytes);
    }
  }

  /** As `write`, for an invocation that others get as well, wherever it was encoded. */
  writeShared(message: SerializedMessage): void {
    if (this.#protocol !== undefined) {
      (this.#exchange ?? this.#transport).send(message.bytesFor(this.#protocol));
    }
  }

  writePing(): void {
    if (this.#protocol !== undefined) {
      this.#transport.send(PING.bytesFor(this.#protocol));
    }
  }

  writeClose({ error, allowReconnect }: CloseNotice): void {
    this.#exchange?.flush();
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
    const waitingBytes = this.#exchange?.waitingBytes ?? 0;
    return this.#transport.bufferedBytes + waitingBytes > MAX_UNSENT_STREAM_BYTES;
  }

  #wakeStreams(): void {
    if (!this.#isTooFarBehind) {
      for (const wake of this.#waiting) {
        wake();
      }
    }
  }
}
