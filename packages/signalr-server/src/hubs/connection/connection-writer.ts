/** What one client is sent, in the protocol that its handshake chose. */

import {
  encodeHandshakeResponse,
  isNumbered,
  MessageType,
  SerializedMessage,
  StatefulExchange,
} from '@parley/signalr-protocol';
import type { HubMessage, HubProtocol } from '@parley/signalr-protocol';
import type { TransportConnection } from '../../transports/transport-connection.ts';
import { TransportError } from '../../transports/transport-error.ts';
import { SENTENCES } from '../errors.ts';
import type { LaggingOutput } from './coalescer.ts';

/** ASP.NET Core's TransportMaxBufferSize: a stream waits while more than this is unsent. */
const MAX_UNSENT_STREAM_BYTES = 65_536;

const PING = SerializedMessage.of({ type: MessageType.ping });

/** What a client reads last that is cut off, if it ever reads so far. */
const TOO_SLOW = SerializedMessage.of({
  type: MessageType.close,
  error: SENTENCES['client-too-slow'](),
  allowReconnect: true,
});

/** What the close message says. */
export interface CloseNotice {
  /** What the client reads. */
  readonly error: string | undefined;
  readonly allowReconnect: boolean;
}

/** How much is kept for a client that may come back, in bytes. */
export interface ExchangeLimits {
  readonly statefulReconnectBufferBytes: number;
  readonly maxBufferedBytes: number;
}

export class ConnectionWriter implements LaggingOutput {
  readonly #transport: TransportConnection;
  #protocol: HubProtocol | undefined;
  #exchange: StatefulExchange | undefined;
  /** Streams that wait, each to be woken once. */
  #waiting: Set<() => void> | undefined;
  #drainedHandler: (() => void) | undefined;

  constructor(transport: TransportConnection) {
    this.#transport = transport;
  }

  /** What has not been acknowledged in time to be sent is waiting as well. */
  get bufferedBytes(): number {
    return this.#transport.bufferedBytes + (this.#exchange?.waitingBytes ?? 0);
  }

  lagsBehind(bytes: number): boolean {
    return this.#transport.lagsBehind(bytes - (this.#exchange?.waitingBytes ?? 0));
  }

  onDrained(handler: () => void): void {
    this.#drainedHandler = handler;
    this.#listen();
  }

  /** Before the handshake there is none. */
  get protocol(): HubProtocol | undefined {
    return this.#protocol;
  }

  get exchange(): StatefulExchange | undefined {
    return this.#exchange;
  }

  /** Everything but the handshake's answer, which is JSON, is written in this protocol. */
  useProtocol(protocol: HubProtocol): void {
    this.#protocol = protocol;
    this.#transport.useFarewell(TOO_SLOW.bytesFor(protocol));
    this.#transport.useTransferFormat(protocol.transferFormat);
  }

  /** Everything that is numbered goes through the exchange from here on. */
  startExchange(protocol: HubProtocol, limits: ExchangeLimits): void {
    this.#exchange = new StatefulExchange({
      transport: this.#transport,
      protocol,
      bufferBytes: limits.statefulReconnectBufferBytes,
      maxWaitingBytes: limits.maxBufferedBytes,
      onOverfull: () => this.#transport.abort(new TransportError('slow-consumer')),
      onDrained: () => this.#drained(),
    });
  }

  acceptHandshake(): void {
    this.#transport.send(encodeHandshakeResponse());
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
    const waiting = this.#startWaiting();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      waiting.add(wake);
    });
  }

  get #isTooFarBehind(): boolean {
    return this.bufferedBytes > MAX_UNSENT_STREAM_BYTES;
  }

  /** Most clients never fall behind, and their connections hold nothing for it. */
  #startWaiting(): Set<() => void> {
    this.#waiting ??= new Set();
    this.#listen();
    return this.#waiting;
  }

  #listen(): void {
    this.#transport.onDrained(() => this.#drained());
  }

  #drained(): void {
    this.#wakeStreams();
    this.#drainedHandler?.();
  }

  #wakeStreams(): void {
    if (!this.#isTooFarBehind) {
      for (const wake of this.#waiting ?? []) {
        wake();
      }
    }
  }
}
