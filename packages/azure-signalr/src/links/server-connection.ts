/**
 * One connection to the service: performs what `step` decides, and passes on what is for its clients and its link.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-40 to AZ-56.
 */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
  ServiceProtocol,
  ServiceProtocolError,
} from '@parley/azure-signalr-protocol';
import type {
  CloseConnectionMessage,
  ConnectionFlowControlMessage,
  HandshakeRequestMessage,
  OpenConnectionMessage,
  PingMessage,
  ServiceMessage,
} from '@parley/azure-signalr-protocol';
import type { Clock } from '@parley/signalr-server';
import type { ServerAddress } from '../endpoints/service-endpoint.ts';
import { AzureSignalRError } from '../errors.ts';
import type { CarriedClient } from './carried-client.ts';
import { CarriedClients } from './carried-clients.ts';
import type { Carried } from './carried-clients.ts';
import { ClientLine } from './client-line.ts';
import type { LineCarrier } from './client-line.ts';
import { isClientMessage, isLinkMessage } from './heard-messages.ts';
import type { LinkMessage } from './heard-messages.ts';
import type { ServerConnectionEffect, ServerConnectionInput } from './server-connection-state.ts';
import type { ServerConnectionState } from './server-connection-state.ts';
import { initialState, step } from './server-connection-step.ts';
import { SendingRoom } from './sending-room.ts';
import { ServiceInput } from './service-input.ts';
import { clientCountPing } from './service-ping.ts';
import { ServiceSocket } from './service-socket.ts';

/** For the service's part of a graceful end. */
const CLOSE_TIMEOUT_MS = 2_000;

/** What a server connection tells the set that it belongs to. */
export interface ServerConnectionListener {
  opened(connection: ServerConnection): void;
  /** The service takes no more messages on it, but gives some. */
  refused(connection: ServerConnection, reason: string): void;
  clientOpened(message: OpenConnectionMessage, line: ClientLine): CarriedClient;
  /** The service wants the client to go on over this connection, whichever has it. */
  clientResumed(connectionId: string, connection: ServerConnection): void;
  /** Before the client is told. */
  clientClosing(message: CloseConnectionMessage, connection: ServerConnection): void;
  received(message: LinkMessage, connection: ServerConnection): void;
  /** Its clients have been told. Without an error it was closed from here. */
  ended(connection: ServerConnection, error: AzureSignalRError | undefined): void;
  readonly clientCount: number;
}

export interface ServerConnectionOptions {
  /** As its address says it to the service. */
  readonly connectionId: string;
  readonly serverId: string;
  readonly handshake: HandshakeRequestMessage;
  readonly findAddress: () => Promise<ServerAddress>;
  readonly maxPendingBytes: number;
  readonly clock: Clock;
  readonly listener: ServerConnectionListener;
}

export class ServerConnection implements LineCarrier {
  readonly #options: ServerConnectionOptions;
  readonly #protocol = new ServiceProtocol();
  readonly #input = new ServiceInput();
  readonly #clients: CarriedClients;
  readonly #room: SendingRoom;
  #state: ServerConnectionState;
  #socket: ServiceSocket | undefined;
  /** The service wants messages over other connections. */
  #isWithdrawn = false;

  constructor(options: ServerConnectionOptions) {
    const { listener } = options;
    this.#options = options;
    this.#clients = new CarriedClients({
      open: (message) => this.#openClient(message),
      onClosing: (message) => listener.clientClosing(message, this),
    });
    this.#room = new SendingRoom({
      maxBytes: options.maxPendingBytes,
      pendingBytes: () => this.queuedBytes - this.takenBytes,
      flush: () => this.flush(),
    });
    this.#state = initialState(options.clock.now());
    void this.#connect();
  }

  get isOpen(): boolean {
    return this.#state.kind === 'open' && this.#socket?.isOpen === true;
  }

  /** What the service has said when it stopped taking messages. */
  get refusal(): string | undefined {
    return this.#state.kind === 'open' ? this.#state.refusal : undefined;
  }

  /** Whether it is for more than its own clients. */
  get canSend(): boolean {
    return this.isOpen && this.refusal === undefined && !this.#isWithdrawn;
  }

  get queuedBytes(): number {
    return this.#socket?.queuedBytes ?? 0;
  }

  get takenBytes(): number {
    return this.#socket?.takenBytes ?? 0;
  }

  carries(connectionId: string): boolean {
    return this.lineOf(connectionId) !== undefined;
  }

  /** Of a client that it carries. */
  lineOf(connectionId: string): ClientLine | undefined {
    return this.#clients.lineOf(connectionId);
  }

  surrender(connectionId: string): Carried | undefined {
    return this.#clients.surrender(connectionId);
  }

  adopt(carried: Carried): void {
    this.#clients.adopt(carried, this);
  }

  /** The end of a client is no burden: it is taken whatever waits. */
  send(message: ServiceMessage): void {
    this.#requireOpen();
    const bytes = this.#protocol.encode(message);
    if (message.type !== ServiceMessageType.closeConnection) {
      this.#room.require(bytes.length);
    }
    this.#socket?.send(bytes);
  }

  hold(message: ServiceMessage): Uint8Array {
    const bytes = this.#protocol.encode(message);
    if (message.type !== ServiceMessageType.closeConnection) {
      this.#room.requireForPaused(bytes.length);
    }
    this.#room.hold(bytes.length);
    return bytes;
  }

  letGo(bytes: number): void {
    this.#room.letGo(bytes);
  }

  pass(bytes: Uint8Array): void {
    this.#requireOpen();
    this.#socket?.send(bytes);
  }

  /** The sign of life among them goes out whatever the service takes. */
  ping(ping: ServiceMessage): void {
    if (this.isOpen) {
      this.#socket?.send(this.#protocol.encode(ping));
    }
  }

  flush(): void {
    this.#socket?.flush();
  }

  watch(line: ClientLine): void {
    this.#clients.watch(line);
  }

  unwatch(line: ClientLine): void {
    this.#clients.unwatch(line);
  }

  forget(line: ClientLine): void {
    this.#clients.forget(line);
  }

  loseInstance(instanceId: string, error: Error): void {
    this.#clients.loseInstance(instanceId, error);
  }

  /** To be called about once a second. */
  tick(): void {
    this.#apply({ kind: 'tick' });
  }

  /** What was sent goes first. Resolves when the service has agreed, or was not heard of for 2 seconds. */
  async close(): Promise<void> {
    this.loseInstance('', closed());
    this.#apply({ kind: 'close-requested' });
    await this.#socket?.closed;
  }

  async #connect(): Promise<void> {
    try {
      const address = await this.#options.findAddress();
      if (this.#state.kind === 'connecting') {
        this.#openSocket(address);
      }
    } catch (cause) {
      this.#apply({ kind: 'socket-closed', error: asAzureError(cause) });
    }
  }

  #openSocket(address: ServerAddress): void {
    this.#socket = new ServiceSocket({
      address,
      serverId: this.#options.serverId,
      clock: this.#options.clock,
      events: {
        onOpen: () => this.#apply({ kind: 'socket-opened' }),
        onBytes: (chunk) => this.#receive(chunk),
        onTaken: () => this.#clients.notifyWatching(),
        onClosed: (error) => this.#apply({ kind: 'socket-closed', error }),
      },
    });
  }

  #receive(chunk: Uint8Array): void {
    if (this.#state.kind === 'closed') {
      return;
    }
    this.#apply({ kind: 'bytes-received' });
    this.#input.append(chunk);
    for (let message = this.#read(); message !== undefined; message = this.#read()) {
      this.#apply({ kind: 'message-received', message });
    }
  }

  /** Nothing once the connection has ended, which a message may do. */
  #read(): ServiceMessage | undefined {
    if (this.#state.kind === 'closed') {
      return undefined;
    }
    try {
      return this.#input.read();
    } catch (error) {
      if (!(error instanceof ServiceProtocolError)) {
        throw error;
      }
      this.#apply({ kind: 'input-broken', error });
      return undefined;
    }
  }

  #apply(input: ServerConnectionInput): void {
    const { state, effects } = step(this.#state, input, this.#options.clock.now());
    this.#state = state;
    for (const effect of effects) {
      this.#perform(effect);
    }
  }

  #perform(effect: ServerConnectionEffect): void {
    const { listener, handshake } = this.#options;
    switch (effect.kind) {
      case 'send-handshake':
        this.#socket?.send(this.#protocol.encode(handshake));
        break;
      case 'announce-open':
        listener.opened(this);
        break;
      case 'announce-refusal':
        listener.refused(this, effect.reason);
        break;
      case 'send-ping':
        this.ping(clientCountPing(listener.clientCount, this.#clients.count));
        break;
      case 'return-ping':
        this.#returnPing(effect.ping);
        break;
      case 'deliver':
        this.#deliver(effect.message);
        break;
      case 'close-socket':
        this.#closeSocket(effect.status);
        break;
      case 'announce-end':
        this.#end(effect.error);
        break;
    }
  }

  /** Not to a service that sends pings and takes none. */
  #returnPing(ping: PingMessage): void {
    if (this.#room.has(this.#protocol.encode(ping).length)) {
      this.ping(ping);
    }
  }

  #deliver(message: ServiceMessage): void {
    if (isClientMessage(message)) {
      this.#clients.receive(message);
    } else if (isLinkMessage(message)) {
      this.#options.listener.received(message, this);
    } else if (message.type === ServiceMessageType.connectionFlowControl) {
      this.#controlFlow(message);
    }
  }

  #controlFlow({ connectionId, connectionType, operation }: ConnectionFlowControlMessage): void {
    switch (connectionType) {
      case FlowControlConnectionType.client:
        if (operation === FlowControlOperation.pause) {
          this.#clients.pause(connectionId);
        } else if (operation === FlowControlOperation.resume) {
          this.#options.listener.clientResumed(connectionId, this);
        }
        break;
      case FlowControlConnectionType.server: {
        const isOwn = connectionId === this.#options.connectionId;
        this.#isWithdrawn ||= isOwn && operation === FlowControlOperation.offline;
        break;
      }
    }
  }

  #openClient(message: OpenConnectionMessage): Carried {
    const { clock, listener } = this.#options;
    const line = new ClientLine({ connectionId: message.connectionId, carrier: this, clock });
    return { line, client: listener.clientOpened(message, line) };
  }

  #closeSocket(status: number): void {
    const socket = this.#socket;
    if (socket !== undefined) {
      socket.close(status);
      this.#options.clock.startTimer(CLOSE_TIMEOUT_MS, () => socket.destroy());
    }
  }

  /** The service closes the clients of a connection that ends, and they come again. */
  #end(error: AzureSignalRError | undefined): void {
    this.loseInstance('', error ?? closed());
    this.#options.listener.ended(this, error);
  }

  #requireOpen(): void {
    if (!this.isOpen) {
      throw new AzureSignalRError(
        'service-unavailable',
        'The connection to the service is not open.',
      );
    }
    if (this.refusal !== undefined) {
      const text = `The service takes no more messages: ${this.refusal}`;
      throw new AzureSignalRError('service-refused', text);
    }
  }
}

function closed(): AzureSignalRError {
  return new AzureSignalRError('service-closed', 'The connection to the service was closed.');
}

function asAzureError(cause: unknown): AzureSignalRError {
  return cause instanceof AzureSignalRError
    ? cause
    : new AzureSignalRError('service-unavailable', 'The service has no address.', { cause });
}
