/**
 * One server connection's WebSocket: a stream of bytes in whatever frames, its handshake, its signs of life.
 *
 * Rules: docs/spec/azure-service.md, AS-1 to AS-4.
 */

import {
  type HandshakeRequestMessage,
  type ServiceMessage,
  ServiceMessageType,
  ServiceProtocol,
  ServiceProtocolError,
} from '@parley/azure-signalr-protocol';
import type { Timer } from '@parley/signalr-server/transports';
import type { WebSocket } from 'ws';
import type { Hub } from '../service/hub.ts';
import type {
  ServerConnection,
  ServerIdentity,
  ServerWire,
} from '../service/servers/server-connection.ts';
import type { EdgeSetup } from './edge-setup.ts';
import { MessageStream } from './message-stream.ts';

const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const OVERLOADED = 1013;
/** For the other end to answer the close. */
const CLOSE_TIMEOUT_MS = 1_000;
const PROTOCOL_VERSION = 1;

export interface ServerSocketOptions {
  readonly webSocket: WebSocket;
  readonly identity: ServerIdentity;
  /** Its name, in lower case. */
  readonly hub: string;
  readonly setup: EdgeSetup;
  /** Called once. */
  readonly onClosed: () => void;
}

export class ServerSocket implements ServerWire {
  readonly #webSocket: WebSocket;
  readonly #options: ServerSocketOptions;
  readonly #protocol = new ServiceProtocol();
  readonly #stream: MessageStream;
  #server: ServerConnection | undefined;
  #timer: Timer;
  #heardAt: number;
  #isClosed = false;

  constructor(options: ServerSocketOptions) {
    const { webSocket, setup } = options;
    const { clock, settings } = setup;
    this.#options = options;
    this.#webSocket = webSocket;
    this.#stream = new MessageStream(settings.maxServerMessageBytes);
    this.#heardAt = clock.now();
    this.#timer = clock.startTimer(settings.serverHandshakeTimeoutMs, () => {
      this.#end(POLICY_VIOLATION, 'the handshake of a server connection did not come');
    });
    webSocket.on('message', (data) => {
      // `nodebuffer` is the binary type, so a message is one Buffer.
      this.#receive(data as Buffer);
    });
    webSocket.on('error', (error) => {
      setup.logger.warn({ error, ...options.identity }, 'a server connection broke');
    });
    webSocket.on('close', () => {
      this.#closed();
      this.#timer.cancel();
    });
  }

  get isCongested(): boolean {
    return this.#webSocket.bufferedAmount > this.#options.setup.settings.serverCongestionBytes;
  }

  /** The same for as long as it has this server. */
  get #hub(): Hub {
    const { setup, hub } = this.#options;
    return setup.service.hub(hub);
  }

  send(message: ServiceMessage): void {
    if (this.#isClosed) {
      return;
    }
    this.#webSocket.send(this.#protocol.encode(message), { binary: true }, () => this.#taken());
    if (this.#webSocket.bufferedAmount > this.#options.setup.settings.maxPendingServerBytes) {
      this.#end(OVERLOADED, 'a server takes too little of what is sent to it');
    }
  }

  close(): void {
    this.#end(GOING_AWAY, 'a server connection is closed');
  }

  #taken(): void {
    if (this.#server !== undefined && !this.#isClosed && !this.isCongested) {
      this.#hub.serverDrained(this.#server);
    }
  }

  #receive(chunk: Buffer): void {
    this.#heardAt = this.#options.setup.clock.now();
    try {
      for (const message of this.#stream.push(chunk)) {
        this.#handle(message);
      }
    } catch (error) {
      this.#endFor(error);
    }
  }

  /** What one server has sent, or a fault of ours in dealing with it, ends that server's connection alone. */
  #endFor(error: unknown): void {
    const { logger } = this.#options.setup;
    if (error instanceof ServiceProtocolError) {
      logger.warn({ error }, 'a server connection sent what cannot be read');
      this.#end(error.consequence.closeStatus, error.code);
    } else {
      logger.error({ error }, 'what a server has sent cannot be dealt with');
      this.#end(INTERNAL_ERROR, 'a server connection is ended for what it has sent');
    }
  }

  #handle(message: ServiceMessage): void {
    if (this.#isClosed) {
      return;
    }
    if (this.#server !== undefined) {
      this.#hub.receive(message, this.#server);
    } else if (message.type === ServiceMessageType.handshakeRequest) {
      this.#answerHandshake(message);
    } else {
      this.#end(POLICY_VIOLATION, 'a server connection did not begin with its handshake');
    }
  }

  #answerHandshake(request: HandshakeRequestMessage): void {
    const errorMessage = this.#handshakeRefusal(request);
    if (errorMessage !== undefined) {
      this.send({ type: ServiceMessageType.handshakeResponse, errorMessage });
      this.#end(NORMAL_CLOSURE, errorMessage);
      return;
    }
    const { identity, setup } = this.#options;
    const { meter, service } = setup;
    this.#timer.cancel();
    this.send({
      type: ServiceMessageType.handshakeResponse,
      connectionId: identity.connectionId,
    });
    this.#server = this.#hub.openServer(identity, request, this);
    meter.connectionOpened(service.connectionCount);
    this.#scheduleKeepAlive();
  }

  #handshakeRefusal({ version }: HandshakeRequestMessage): string | undefined {
    if (version !== PROTOCOL_VERSION) {
      return `The service speaks version ${PROTOCOL_VERSION} of its protocol, not ${version}.`;
    }
    const { meter, service } = this.#options.setup;
    // Others may have come since this one's request.
    return meter.messageRefusal() ?? meter.connectionRefusal(service.connectionCount);
  }

  #scheduleKeepAlive(): void {
    const { clock, settings } = this.#options.setup;
    this.#timer = clock.startTimer(settings.keepAliveIntervalMs, () => {
      if (clock.now() - this.#heardAt >= settings.serverTimeoutMs) {
        this.#end(POLICY_VIOLATION, 'a server connection was silent for too long');
        return;
      }
      this.send({ type: ServiceMessageType.ping, values: [] });
      this.#scheduleKeepAlive();
    });
  }

  #end(status: number, text: string): void {
    if (!this.#isClosed) {
      const { logger } = this.#options.setup;
      // The emulator's own end is what its developer has asked for.
      const level = status === GOING_AWAY ? 'debug' : 'warn';
      logger[level]({ status, ...this.#options.identity }, text);
      this.#webSocket.close(status);
      this.#closed();
      this.#timer = this.#options.setup.clock.startTimer(CLOSE_TIMEOUT_MS, () => {
        this.#webSocket.terminate();
      });
    }
  }

  #closed(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#timer.cancel();
    if (this.#server !== undefined) {
      this.#hub.closeServer(this.#server);
    }
    this.#options.onClosed();
  }
}
