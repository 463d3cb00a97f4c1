/**
 * One hub's link to one endpoint: what is sent and asked goes over its server connections, and what the service says
 * of itself is heard here. Rules: docs/spec/azure-signalr.md, AZ-51 to AZ-74.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type {
  AckableMessage,
  AckMessage,
  CloseConnectionMessage,
  OpenConnectionMessage,
  PingMessage,
  ServiceMessage,
} from '@parley/azure-signalr-protocol';
import type { Clock, Logger } from '@parley/signalr-server';
import type { ServiceEndpoint } from '../endpoints/service-endpoint.ts';
import { AzureSignalRError } from '../errors.ts';
import type { CarriedClient, ClientListener } from './carried-client.ts';
import type { ClientLine } from './client-line.ts';
import { EndpointDeparture } from './departure.ts';
import { handshakeRequest } from './handshake-request.ts';
import type { LinkMessage } from './heard-messages.ts';
import { Heartbeat } from './heartbeat.ts';
import type { EndpointLoad, HubLink, Lane, LinkListener } from './hub-link.ts';
import { KeyRenewal } from './key-renewal.ts';
import { LaneTable } from './lane-table.ts';
import { LinkConnections } from './link-connections.ts';
import { OutageLog } from './outage-log.ts';
import { PendingAcks } from './pending-acks.ts';
import { ServerConnection } from './server-connection.ts';
import type { ServerConnectionListener } from './server-connection.ts';
import { readPing, STATUS_PING } from './service-ping.ts';
import type { Departure } from './service-ping.ts';

const STATUS_INTERVAL_MS = 10_000;

export interface EndpointLinkOptions {
  readonly endpoint: ServiceEndpoint;
  /** As the service knows it. */
  readonly hub: string;
  readonly serverId: string;
  readonly connectionCount: number;
  readonly maxConnectionCount: number;
  readonly maxPendingBytes: number;
  /** Whether the service may give clients to other servers when this one leaves. */
  readonly canMigrate: boolean;
  readonly allowStatefulReconnects: boolean;
  readonly clients: ClientListener;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** Of server connections: UUIDs with dashes. */
  readonly createId: () => string;
  /** Called whenever anything that can be asked of the link has changed. */
  readonly onChange: () => void;
  /** Called when an open connection has broken. */
  readonly onConnectionLost?: (() => void) | undefined;
}

export class EndpointLink implements HubLink, ServerConnectionListener {
  readonly #options: EndpointLinkOptions;
  readonly #connections: LinkConnections;
  readonly #lanes: LaneTable<ServerConnection>;
  readonly #acks: PendingAcks;
  readonly #outages: OutageLog;
  readonly #keyRenewal: KeyRenewal;
  readonly #heartbeat: Heartbeat;
  #listener: LinkListener | undefined;
  #departure: EndpointDeparture | undefined;
  #servers: readonly string[] | undefined;
  #load: EndpointLoad | undefined;
  #hasFailed = false;
  #nextStatusMs = 0;

  constructor(options: EndpointLinkOptions) {
    const { clock, random, endpoint, hub, logger } = options;
    this.#options = options;
    this.#connections = new LinkConnections({
      count: options.connectionCount,
      maxCount: options.maxConnectionCount,
      create: (target) => this.#createConnection(target),
      clock,
      random,
    });
    this.#lanes = new LaneTable(this.#connections.open, random);
    this.#acks = new PendingAcks(clock);
    this.#outages = new OutageLog({ endpoint: endpoint.name, hub, clock, logger });
    this.#keyRenewal = new KeyRenewal({
      endpoint,
      send: (request) => this.send(request, { of: 'server' }),
      clock,
      logger,
    });
    this.#heartbeat = new Heartbeat({ clock, onBeat: () => this.#tick() });
  }

  get endpoint(): ServiceEndpoint {
    return this.#options.endpoint;
  }

  get isOnline(): boolean {
    return this.isConnected && this.#departure === undefined;
  }

  get isConnected(): boolean {
    return [...this.#connections.open].some(({ canSend }) => canSend);
  }

  /** It was tried, and there is no connection that takes anything. */
  get isUnreachable(): boolean {
    return this.#hasFailed || (this.#connections.open.size > 0 && !this.isConnected);
  }

  get load(): EndpointLoad | undefined {
    return this.#load;
  }

  get clientCount(): number {
    return this.#options.clients.clientCount;
  }

  /** Whether there is another server that could take its clients; asked for once the link departs. */
  get hasOthers(): boolean | undefined {
    const { serverId } = this.#options;
    return this.#isWeak ? false : this.#servers?.some((name) => name !== serverId);
  }

  /** The service gives the link no more clients, or does not answer. */
  get hasDeparted(): boolean {
    return this.#departure?.isComplete ?? false;
  }

  /** Its connections send, and are given no clients. */
  get #isWeak(): boolean {
    return this.endpoint.role === 'secondary';
  }

  carries(connectionId: string): boolean {
    return this.#lanes.carrierOf(connectionId) !== undefined;
  }

  /** To be called once, with who hears what the service says. */
  start(listener: LinkListener): void {
    this.#listener = listener;
    this.#nextStatusMs = this.#options.clock.now() + STATUS_INTERVAL_MS;
    this.#keyRenewal.start();
    this.#heartbeat.start();
    this.#connections.start();
  }

  send(message: ServiceMessage, lane: Lane): void {
    (this.#lineOf(lane) ?? this.#requireCarrier(lane)).send(message);
  }

  async ask(create: (ackId: number) => AckableMessage, lane: Lane): Promise<AckMessage> {
    const line = this.#lineOf(lane);
    const carrier = line?.carrier ?? this.#requireCarrier(lane);
    const waitingLine = line?.isPaused === true ? line : undefined;
    const ackId = this.#acks.nextId();
    (line ?? carrier).send(create(ackId));
    return this.#acks.wait(ackId, () => waitingLine?.carrier ?? carrier);
  }

  /** No connection is opened any more, and those that carry clients are announced as leaving. */
  depart(departure: Departure): void {
    this.#departure = new EndpointDeparture(departure, this.#options.clock);
    this.#connections.stopReplacing();
    if (!this.#isWeak) {
      for (const connection of this.#connections.open) {
        this.#departure.announce(connection);
      }
    }
    this.#options.onChange();
  }

  /** Resolves when its connections have closed. */
  close(): Promise<void> {
    this.#heartbeat.stop();
    return this.#connections.close();
  }

  opened(connection: ServerConnection): void {
    this.#connections.opened(connection);
    this.#outages.opened();
    this.#hasFailed = false;
    if (!this.#isWeak) {
      this.#departure?.announce(connection);
    }
    this.#options.onChange();
  }

  refused(_connection: ServerConnection, reason: string): void {
    this.#outages.refused(reason);
    this.#options.onChange();
  }

  ended(connection: ServerConnection, error: AzureSignalRError | undefined): void {
    const wasOpen = this.#connections.open.has(connection);
    this.#connections.ended(connection, error);
    this.#departure?.settle(connection);
    this.#acks.fail(connection, error ?? closed());
    const isLast = this.#connections.open.size === 0;
    if (error !== undefined) {
      this.#reportEnd(error, isLast);
    }
    if (wasOpen && isLast) {
      this.#listener?.lost(this);
    }
    this.#options.onChange();
    if (wasOpen && error !== undefined) {
      this.#options.onConnectionLost?.();
    }
  }

  clientOpened(message: OpenConnectionMessage, line: ClientLine): CarriedClient {
    return this.#options.clients.open({ message, line, link: this });
  }

  clientResumed(connectionId: string, connection: ServerConnection): void {
    for (const holder of [connection, ...this.#connections.open]) {
      const carried = holder.surrender(connectionId);
      if (carried !== undefined) {
        connection.adopt(carried);
        return;
      }
    }
  }

  clientClosing({ connectionId, headers }: CloseConnectionMessage): void {
    if (headers?.has('asrs-migrate-to') === true) {
      this.#listener?.migrated(connectionId, this);
    }
  }

  received(message: LinkMessage, connection: ServerConnection): void {
    switch (message.type) {
      case ServiceMessageType.ack:
        this.#acks.receive(message);
        break;
      case ServiceMessageType.ping:
        this.#hear(message, connection);
        break;
      case ServiceMessageType.clientInvocation:
      case ServiceMessageType.clientCompletion:
      case ServiceMessageType.errorCompletion:
      case ServiceMessageType.serviceMapping:
        this.#listener?.receive(message, this);
        break;
      case ServiceMessageType.accessKeyResponse:
        this.endpoint.keyExchange?.accept(message);
        break;
      case ServiceMessageType.serviceEvent: {
        const { objectType, kind, id } = message;
        this.#options.logger.debug({ objectType, kind, id }, 'Azure SignalR Service says');
        break;
      }
    }
  }

  #hear(ping: PingMessage, connection: ServerConnection): void {
    const news = readPing(ping);
    this.#load = news.load ?? this.#load;
    this.#servers = news.servers ?? this.#servers;
    if (news.isShutdownAcknowledged) {
      this.#departure?.settle(connection);
    }
    if (news.target !== undefined && !this.#isWeak) {
      this.#connections.addFor(news.target);
    }
    if (news.offline !== undefined) {
      this.#loseInstance(news.offline);
    }
    this.#options.onChange();
  }

  #loseInstance(instanceId: string): void {
    const error = new AzureSignalRError(
      'service-unavailable',
      'The instance of the service has gone.',
    );
    for (const connection of this.#connections.open) {
      connection.loseInstance(instanceId, error);
    }
    this.#listener?.instanceGone(instanceId, this);
  }

  #reportEnd(error: AzureSignalRError, isLast: boolean): void {
    if (isLast) {
      this.#hasFailed = true;
      this.#outages.failed(error);
    } else {
      this.#outages.lostOne(error);
    }
  }

  /** What belongs to a client waits with it, and moves with it. */
  #lineOf(lane: Lane): ClientLine | undefined {
    return lane.of === 'client'
      ? this.#lanes.carrierOf(lane.connectionId)?.lineOf(lane.connectionId)
      : undefined;
  }

  #requireCarrier(lane: Lane): ServerConnection {
    const carrier = this.#lanes.find(lane);
    if (carrier !== undefined) {
      return carrier;
    }
    const [refusal] = [...this.#connections.open].flatMap((open) => open.refusal ?? []);
    throw refusal === undefined ? unavailable() : refusedError(refusal);
  }

  #createConnection(target: string | undefined): ServerConnection {
    const { endpoint, hub, serverId, clock, maxPendingBytes, createId } = this.#options;
    const { canMigrate, allowStatefulReconnects } = this.#options;
    const { role } = endpoint;
    const connectionId = createId();
    const query = { hub, connectionId, ...(target === undefined ? undefined : { target }) };
    return new ServerConnection({
      connectionId,
      serverId,
      handshake: handshakeRequest({ role, target, canMigrate, allowStatefulReconnects }),
      findAddress: () => endpoint.serverAddress(query),
      maxPendingBytes,
      clock,
      listener: this,
    });
  }

  /** About once a second. */
  #tick(): void {
    const now = this.#options.clock.now();
    this.#connections.tick();
    this.#acks.tick();
    this.#departure?.tick();
    if (now >= this.#nextStatusMs) {
      this.#nextStatusMs = now + STATUS_INTERVAL_MS;
      this.#lanes.find({ of: 'server' })?.ping(STATUS_PING);
    }
    this.#keyRenewal.tick();
  }
}

function unavailable(): AzureSignalRError {
  const text = 'There is no connection to Azure SignalR Service.';
  return new AzureSignalRError('service-unavailable', text);
}

function closed(): AzureSignalRError {
  return new AzureSignalRError('service-closed', 'The server has closed its connections.');
}

function refusedError(reason: string): AzureSignalRError {
  return new AzureSignalRError('service-refused', `The service takes no more messages: ${reason}`);
}
