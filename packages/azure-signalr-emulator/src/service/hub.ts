/**
 * One hub: its servers, its clients, and what goes from the ones to the others.
 *
 * Rules: docs/spec/azure-service.md, AS-1 to AS-59.
 */

import {
  type AckableMessage,
  type ClientInvocationMessage,
  type HandshakeRequestMessage,
  type MulticastMessage,
  type PingMessage,
  type ServiceMessage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { TransportConnection } from '@parley/signalr-server/transports';
import type { ClientAdmission, Stickiness } from './clients/client-admission.ts';
import type { ClientHost } from './clients/client-host.ts';
import { ClientSession } from './clients/client-session.ts';
import { Members } from './members/members.ts';
import {
  answerAckable,
  joinGroup,
  joinUserGroup,
  leaveGroup,
  leaveUserGroup,
  type Scene,
} from './messages/ackable-messages.ts';
import { ClientResults } from './messages/client-results.ts';
import { isAckable, isMulticast } from './messages/message-kinds.ts';
import { MissingPayloads } from './messages/missing-payloads.ts';
import { recipientsOf } from './messages/recipients.ts';
import { Maintenance } from './servers/maintenance.ts';
import { Migration } from './servers/migration.ts';
import { chooseServer } from './servers/server-choice.ts';
import {
  ServerConnection,
  type ServerIdentity,
  type ServerWire,
} from './servers/server-connection.ts';
import {
  readServerPing,
  serversAnswer,
  type ServiceLoad,
  type ShutdownMode,
  statusAnswer,
} from './servers/server-pings.ts';
import type { ServiceSetup } from './service-setup.ts';
import type { HubView } from './service-view.ts';
import { hubView } from './views.ts';

/** Neither for several clients nor to be acknowledged. */
type OtherMessage = Exclude<ServiceMessage, AckableMessage | MulticastMessage>;

export interface HubSetup extends ServiceSetup {
  /** Of the whole service. */
  load(): ServiceLoad;
}

export class Hub {
  readonly name: string;
  readonly #setup: HubSetup;
  readonly #servers = new Set<ServerConnection>();
  readonly #clients = new Set<ClientSession>();
  readonly #members = new Members();
  readonly #scene: Scene;
  readonly #missingPayloads: MissingPayloads;
  readonly #results: ClientResults;
  readonly #migration: Migration;
  readonly #maintenance: Maintenance;
  readonly #host: ClientHost;

  constructor(name: string, setup: HubSetup) {
    this.name = name;
    this.#setup = setup;
    this.#missingPayloads = new MissingPayloads({ ...setup, hub: name });
    this.#scene = { ...setup, members: this.#members };
    this.#results = new ClientResults({
      ...setup,
      hub: name,
      findServer: (serverId) => this.#findServer(serverId),
      resultsArrived: (connectionId) => this.#resultsArrived(connectionId),
    });
    this.#migration = new Migration({
      ...setup,
      servers: this.#servers,
      isAsked: ({ connectionId }) => this.#results.isWaitingFor(connectionId),
      clientMoved: (session) => this.#clientMoved(session),
    });
    this.#maintenance = new Maintenance({
      ...setup,
      hub: name,
      servers: this.#servers,
      migration: this.#migration,
      findClient: (connectionId) => this.#members.find(connectionId),
    });
    this.#host = {
      ...setup,
      name,
      assignServer: (session) => this.#assignServer(session),
      clientEnded: (session) => this.#clientEnded(session),
      clientSettled: (session) => this.#clientSettled(session),
      quotaUsedUp: (server) => this.#refuseMessages(server),
      payloadMissing: (protocol) => this.#missingPayloads.note(protocol),
    };
  }

  get serverCount(): number {
    return this.#servers.size;
  }

  /** Those without a handshake included. */
  get clientCount(): number {
    return this.#clients.size;
  }

  /** A new one would be as good. */
  get isBlank(): boolean {
    const isDeserted = this.#servers.size === 0 && this.#clients.size === 0;
    return isDeserted && !this.#members.hasUserMemberships;
  }

  view(): HubView {
    return hubView({
      name: this.name,
      servers: this.#servers,
      clients: this.#clients,
      members: this.#members,
    });
  }

  /** Whether every server of the hub knows what to do when a client resumes its connection. */
  get allowsStatefulReconnects(): boolean {
    const servers = [...this.#servers];
    const isAllowed = this.#setup.settings.allowsStatefulReconnects && servers.length > 0;
    return isAllowed && servers.every(({ terms }) => terms.allowStatefulReconnects);
  }

  /** Whether a client of that token could be given to a server now. */
  hasServerFor(stickiness: Stickiness | undefined): boolean {
    return chooseServer(this.#servers, stickiness, this.#setup) !== undefined;
  }

  /** The server's handshake has been accepted. */
  openServer(
    identity: ServerIdentity,
    terms: HandshakeRequestMessage,
    wire: ServerWire,
  ): ServerConnection {
    const server = new ServerConnection(identity, terms, wire);
    this.#servers.add(server);
    this.#migration.serverOpened();
    this.#maintenance.serverOpened();
    return server;
  }

  /** The clients that it carries are ended, so that they connect again. */
  closeServer(server: ServerConnection): void {
    server.rotation = 'closed';
    this.#servers.delete(server);
    this.#maintenance.serverClosed(server);
    this.#results.serverClosed();
    this.#migration.serverClosed(server);
    for (const client of server.clients) {
      client.abort();
    }
  }

  /** The server has taken what had waited for it. */
  serverDrained(server: ServerConnection): void {
    const waiting = [...server.waiting];
    server.waiting.clear();
    for (const connection of waiting) {
      connection.resume();
    }
  }

  /**
   * Closes one server connection, once its clients are with others of its process. Resolves when it is closed.
   *
   * @throws {RangeError} Rejects where none takes clients.
   */
  retireServer(): Promise<void> {
    return this.#maintenance.retireServer();
  }

  /** Says something to every server connection. */
  pingServers(values: readonly string[]): void {
    for (const server of this.#servers) {
      this.#ping(server, values);
    }
  }

  /** What ends at its time. To be called about once a second. */
  endOverdue(): void {
    const now = this.#setup.clock.epochMs();
    this.#members.endMemberships(now);
    for (const client of this.#clients) {
      if ((client.admission.closesAt ?? Number.POSITIVE_INFINITY) <= now) {
        client.dismiss('The authentication of the client has expired.', { mayReturn: true });
      }
    }
  }

  openClient(connection: TransportConnection, admission: ClientAdmission): void {
    this.#clients.add(new ClientSession(connection, admission, this.#host));
  }

  receive(message: ServiceMessage, server: ServerConnection): void {
    if (isAckable(message)) {
      this.#acknowledge(message, server);
    } else if (isMulticast(message)) {
      this.#deliver(message, server);
    } else {
      this.#obey(message, server);
    }
  }

  #obey(message: OtherMessage, server: ServerConnection): void {
    switch (message.type) {
      case ServiceMessageType.connectionData:
        this.#afterwards(server, this.#members.find(message.connectionId)?.deliverData(message));
        break;
      case ServiceMessageType.closeConnection:
        this.#members.find(message.connectionId)?.closeByServer(server, message.errorMessage);
        break;
      case ServiceMessageType.joinGroup:
        joinGroup(message, this.#members);
        break;
      case ServiceMessageType.leaveGroup:
        leaveGroup(message, this.#members);
        break;
      case ServiceMessageType.userJoinGroup:
        joinUserGroup(message, this.#scene);
        break;
      case ServiceMessageType.userLeaveGroup:
        leaveUserGroup(message, this.#members);
        break;
      case ServiceMessageType.ping:
        this.#answerPing(message, server);
        break;
      case ServiceMessageType.clientInvocation:
        this.#ask(message, server);
        break;
      case ServiceMessageType.clientCompletion:
      case ServiceMessageType.errorCompletion:
        this.#results.answer(message, server);
        break;
      case ServiceMessageType.accessKeyRequest:
        server.wire.send(this.#setup.answerAccessKeyRequest());
        break;
      case ServiceMessageType.connectionFlowControl:
        this.#maintenance.receive(message, server);
        break;
      // Nothing that a server says to a service, or that a service has not asked for.
      case ServiceMessageType.handshakeRequest:
      case ServiceMessageType.handshakeResponse:
      case ServiceMessageType.openConnection:
      case ServiceMessageType.serviceError:
      case ServiceMessageType.ack:
      case ServiceMessageType.serviceEvent:
      case ServiceMessageType.accessKeyResponse:
      case ServiceMessageType.serviceMapping:
      case ServiceMessageType.connectionReconnect:
        break;
    }
  }

  #deliver(message: MulticastMessage, server: ServerConnection): void {
    const results = recipientsOf(message, this.#members, this.#setup.settings).map(
      ({ member, group }) => member.deliver(message.payloads, group),
    );
    this.#afterwards(server, !results.includes(false));
  }

  #ask(message: ClientInvocationMessage, server: ServerConnection): void {
    const client = this.#members.find(message.connectionId);
    this.#afterwards(server, this.#results.ask(message, server, client));
  }

  #acknowledge(message: AckableMessage, server: ServerConnection): void {
    const answer = answerAckable(message, this.#scene);
    this.#setup.meter.count({
      hub: this.name,
      to: 'server',
      bytes: answer.payload?.length ?? 0,
      kind: 'acknowledgement',
    });
    server.wire.send({ type: ServiceMessageType.ack, ackId: message.ackId, ...answer });
  }

  #answerPing({ values }: PingMessage, server: ServerConnection): void {
    for (const request of readServerPing(values)) {
      switch (request.kind) {
        case 'status':
          this.#ping(server, statusAnswer(this.#clients.size > 0, this.#setup.load()));
          break;
        case 'servers':
          this.#ping(server, serversAnswer(this.#serverIds(), this.#setup.clock.epochMs()));
          break;
        case 'echo':
          this.#maintenance.echoed(request.text, server);
          break;
        case 'shutdown':
          this.#takeOutOfRotation(server, request.mode);
      }
    }
  }

  #takeOutOfRotation(server: ServerConnection, mode: ShutdownMode): void {
    this.#ping(server, ['shutdown', 'finack']);
    server.rotation = 'draining';
    if (mode === 'migrate') {
      this.#migration.begin(server);
    }
  }

  #ping(server: ServerConnection, values: readonly string[]): void {
    server.wire.send({ type: ServiceMessageType.ping, values });
  }

  #findServer(serverId: string): ServerConnection | undefined {
    return [...this.#servers].find((server) => server.serverId === serverId);
  }

  #resultsArrived(connectionId: string): void {
    const client = this.#members.find(connectionId);
    if (client !== undefined) {
      this.#migration.clientSettled(client);
    }
  }

  #serverIds(): readonly string[] {
    return [...new Set(Array.from(this.#servers, ({ serverId }) => serverId))];
  }

  #afterwards(server: ServerConnection, isWithinQuota: boolean | undefined): void {
    if (isWithinQuota === false) {
      this.#refuseMessages(server);
    }
  }

  #refuseMessages(server: ServerConnection): void {
    const errorMessage = this.#setup.meter.messageRefusal();
    if (errorMessage !== undefined && !server.isRefused) {
      server.isRefused = true;
      server.wire.send({ type: ServiceMessageType.serviceError, errorMessage });
    }
  }

  #assignServer(session: ClientSession): ServerConnection | undefined {
    const server = chooseServer(this.#servers, session.admission.stickiness, this.#setup);
    if (server !== undefined) {
      server.clients.add(session);
      this.#members.add(session);
    }
    return server;
  }

  #clientMoved(session: ClientSession): void {
    if (!this.#setup.settings.keepsGroupsInMigration) {
      this.#members.remove(session);
      this.#members.add(session);
    }
    this.#maintenance.clientLeft(session);
  }

  #clientSettled(session: ClientSession): void {
    this.#migration.clientSettled(session);
    this.#maintenance.clientSettled(session);
  }

  #clientEnded(session: ClientSession): void {
    this.#clients.delete(session);
    this.#members.remove(session);
    this.#results.clientEnded(session);
    this.#maintenance.clientLeft(session);
  }
}
