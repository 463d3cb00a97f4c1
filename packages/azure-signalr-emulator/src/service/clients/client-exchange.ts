/**
 * The messages of a client that may lose its socket: each of its own comes once, and so does each to it. It is the
 * service that numbers, acknowledges and sends again; its server knows nothing of it.
 *
 * Rules: docs/spec/azure-service.md, AS-19.
 */

import type { HandshakeRequestMessage } from '@parley/azure-signalr-protocol';
import {
  type CountedMessage,
  isNumbered,
  JsonHubProtocol,
  MessagePackHubProtocol,
  MessageType,
  ProtocolError,
  SequenceError,
  StatefulExchange,
} from '@parley/signalr-protocol';
import type { Timer, TransportConnection } from '@parley/signalr-server/transports';
import type { HubFraming } from '../bytes/hub-framing.ts';
import { readHubMessageHead } from '../bytes/hub-message-head.ts';
import { MessageSplitter } from '../bytes/message-splitter.ts';
import type { ServiceSetup } from '../service-setup.ts';

/** ASP.NET Core's `StatefulReconnectBufferSize`. */
const BUFFER_BYTES = 100_000;
const ACKNOWLEDGEMENT_INTERVAL_MS = 1_000;
const MESSAGE_TYPES: ReadonlySet<number> = new Set(Object.values(MessageType));

/** Of the hub protocols that number messages. */
const STATEFUL_VERSION = 2;

export interface ResumptionTerms {
  readonly connection: Pick<TransportConnection, 'canReconnect'>;
  /** In the client's handshake. */
  readonly version: number;
  readonly terms: HandshakeRequestMessage;
}

/** Whether the client's negotiate, its handshake and its server agree that it may come back. */
export function mayResume({ connection, version, terms }: ResumptionTerms): boolean {
  const isAllowed = terms.allowStatefulReconnects === true;
  return isAllowed && connection.canReconnect && version >= STATEFUL_VERSION;
}

export interface ClientExchangeOptions {
  readonly connection: Pick<TransportConnection, 'send' | 'onReconnected'>;
  readonly framing: HubFraming;
  readonly host: Pick<ServiceSetup, 'clock' | 'settings'>;
  /** The client does not keep to the exchange, or is too slow for it. */
  readonly onBroken: () => void;
}

export class ClientExchange {
  readonly #options: ClientExchangeOptions;
  readonly #protocol: JsonHubProtocol | MessagePackHubProtocol;
  readonly #exchange: StatefulExchange;
  #input: MessageSplitter;
  #timer: Timer | undefined;

  constructor(options: ClientExchangeOptions) {
    const { framing, connection, host, onBroken } = options;
    this.#options = options;
    this.#protocol = framing === 'records' ? new JsonHubProtocol() : new MessagePackHubProtocol();
    this.#input = new MessageSplitter(framing);
    this.#exchange = new StatefulExchange({
      transport: connection,
      protocol: this.#protocol,
      bufferBytes: BUFFER_BYTES,
      maxWaitingBytes: host.settings.maxServerMessageBytes,
      onOverfull: onBroken,
      onDrained: () => undefined,
    });
  }

  /** One whole message. */
  send(bytes: Uint8Array): void {
    const type = this.#typeOf(bytes);
    if (type !== undefined && isNumbered({ type })) {
      this.#exchange.send(bytes);
      return;
    }
    if (type === MessageType.close) {
      this.flush();
    }
    this.#options.connection.send(bytes);
  }

  /** Sends what waits, ahead of the end: the client will acknowledge nothing more. */
  flush(): void {
    this.#exchange.flush();
  }

  /** What of the client's bytes is new: whole messages. */
  receive(chunk: Uint8Array): Uint8Array {
    const messages = this.#input.push(chunk).filter((message) => this.#isForServer(message));
    const { host, onBroken } = this.#options;
    if (this.#input.heldBytes > host.settings.maxServerMessageBytes) {
      onBroken();
    }
    this.#timer ??= host.clock.startTimer(ACKNOWLEDGEMENT_INTERVAL_MS, () => {
      this.#timer = undefined;
      this.#exchange.acknowledge();
    });
    return Buffer.concat(messages);
  }

  /** From here on a socket that breaks is no end: the exchange goes on with another. */
  follow(onResumed: () => void): void {
    this.#options.connection.onReconnected({
      onInterrupted: () => undefined,
      onReconnected: () => {
        this.#input = new MessageSplitter(this.#options.framing);
        this.#exchange.resume();
        onResumed();
      },
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#exchange.stop();
  }

  #isForServer(message: Uint8Array): boolean {
    const counted = this.#read(message);
    if (counted === undefined) {
      return true;
    }
    try {
      const isNew = this.#exchange.receive(counted);
      return isNew && counted.type !== MessageType.ack && counted.type !== MessageType.sequence;
    } catch (error) {
      if (!(error instanceof SequenceError)) {
        throw error;
      }
      this.#options.onBroken();
      return false;
    }
  }

  /** `undefined` for what is no hub message: the server says so. */
  #read(message: Uint8Array): CountedMessage | undefined {
    const type = this.#typeOf(message);
    if (type !== MessageType.ack && type !== MessageType.sequence) {
      return type === undefined ? undefined : { type };
    }
    try {
      return this.#protocol.decode(message, { offset: 0, maxMessageBytes: undefined })?.message;
    } catch (error) {
      if (error instanceof ProtocolError) {
        return undefined;
      }
      throw error;
    }
  }

  #typeOf(message: Uint8Array): MessageType | undefined {
    const type = readHubMessageHead(message, this.#options.framing)?.type;
    return isMessageType(type) ? type : undefined;
  }
}

function isMessageType(type: number | undefined): type is MessageType {
  return type !== undefined && MESSAGE_TYPES.has(type);
}
