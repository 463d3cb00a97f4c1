/**
 * The router of one hub behind Azure SignalR Service: the service knows every client and its groups, this process what
 * its own clients wait for. Rules: docs/spec/azure-signalr.md, AZ-100 to AZ-159.
 */

import { randomBytes } from 'node:crypto';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ClientInvocationMessage } from '@parley/azure-signalr-protocol';
import type { CompletionMessage, SerializedMessage } from '@parley/signalr-protocol';
import { LocalRouter } from '@parley/signalr-server';
import type {
  Audience,
  ClientCall,
  ConnectionDescription,
  ConnectionQuery,
  DisconnectNotice,
  RoutedConnection,
  Router,
  RouterSetup,
} from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import type { HubLink, LinkListener, RoutedServiceMessage } from '../links/hub-link.ts';
import { ClientCalls } from './client-calls.ts';
import { ConnectionLists } from './connection-lists.ts';
import { encodePayloads } from './encode-payloads.ts';
import { GroupChanges } from './group-changes.ts';
import { canBeGroup, EVERYBODY, groupOfUser } from './hidden-groups.ts';
import { Lanes, SERVER_LANE } from './lanes.ts';
import type { Ordering } from './lanes.ts';
import { LinkSet } from './link-set.ts';
import { OwnerQueries } from './owner-queries.ts';
import { planMessages } from './plan-messages.ts';
import { RemoteRequests } from './remote-requests.ts';
import type { RoutingSetup } from './routing-setup.ts';

const INVOCATION_ID_BYTES = 16;

export interface AzureRouterOptions {
  readonly setup: Pick<RouterSetup, 'clock' | 'logger' | 'protocols'>;
  /** One for each endpoint. Links that need the router first may come into the list afterwards. */
  readonly links: readonly HubLink[];
  /** Of this server, as its server connections say it to the service. */
  readonly serverId: string;
  readonly ordering: Ordering;
  /** Ends the links. */
  readonly onClosed: () => Promise<void>;
}

export class AzureRouter implements Router, LinkListener {
  readonly #setup: RoutingSetup;
  readonly #members = new Map<string, RoutedConnection>();
  readonly #groups: GroupChanges;
  readonly #calls: ClientCalls;
  readonly #lists: ConnectionLists;
  readonly #owners: OwnerQueries;
  readonly #onClosed: () => Promise<void>;
  #isClosed = false;

  constructor({ setup, links, serverId, ordering, onClosed }: AzureRouterOptions) {
    const { protocols, clock, logger } = setup;
    const linkSet = new LinkSet(links, logger);
    this.#setup = {
      protocols,
      clock,
      logger,
      links: linkSet,
      lanes: new Lanes(ordering),
      requests: new RemoteRequests({ links: linkSet, serverId }),
      local: new LocalRouter(),
      members: this.#members,
      createInvocationId: () => randomBytes(INVOCATION_ID_BYTES).toString('base64url'),
    };
    this.#owners = new OwnerQueries(this.#setup);
    this.#groups = new GroupChanges(this.#setup, this.#owners);
    this.#calls = new ClientCalls(this.#setup);
    this.#lists = new ConnectionLists(this.#setup);
    this.#onClosed = onClosed;
  }

  async add(connection: RoutedConnection): Promise<void> {
    this.#checkThatItIsOpen();
    const { connectionId, userId } = connection;
    const former = this.#members.get(connectionId);
    this.#members.set(connectionId, connection);
    if (former === undefined) {
      await this.#setup.local.add(connection);
    } else {
      await this.#groups.succeed(former, connection);
    }
    const isNamed = userId !== undefined && userId !== '';
    for (const groupName of isNamed ? [EVERYBODY, groupOfUser(userId)] : [EVERYBODY]) {
      this.#setup.links
        .of(connectionId)
        ?.send(
          { type: ServiceMessageType.joinGroup, connectionId, groupName },
          { of: 'client', connectionId },
        );
    }
  }

  async remove(connection: RoutedConnection): Promise<void> {
    const { connectionId } = connection;
    // A client that was given away and has come back has another by now.
    if (this.#members.get(connectionId) === connection) {
      this.#members.delete(connectionId);
      this.#calls.forget(connectionId);
      await this.#setup.local.remove(connection);
    }
  }

  async join(connectionId: string, group: string): Promise<void> {
    this.#checkThatItIsOpen();
    await this.#groups.change({ kind: 'joined', connectionId, group });
  }

  async leave(connectionId: string, group: string): Promise<void> {
    this.#checkThatItIsOpen();
    await this.#groups.change({ kind: 'left', connectionId, group });
  }

  async send(audience: Audience, message: SerializedMessage, callerId?: string): Promise<void> {
    this.#checkThatItIsOpen();
    const { links, lanes, protocols } = this.#setup;
    const payloads = encodePayloads(message, protocols);
    const planned = planMessages(audience, { payloads, isSpread: lanes.isSpread({ callerId }) });
    if (planned.length === 0) {
      return;
    }
    links.each((link) => {
      for (const { message: each, target } of planned) {
        link.send(each, lanes.on(link, { callerId, target }));
      }
    });
  }

  async invoke(connectionId: string, call: ClientCall): Promise<unknown> {
    this.#checkThatItIsOpen();
    return this.#calls.ask(connectionId, call);
  }

  receiveResult(connection: RoutedConnection, completion: CompletionMessage): void {
    this.#calls.receive(connection, completion);
  }

  async find(query: ConnectionQuery): Promise<readonly ConnectionDescription[]> {
    this.#checkThatItIsOpen();
    const own = await this.#setup.local.find(query);
    switch (query.of) {
      case 'all':
        return union(own, await this.#lists.membersOf(EVERYBODY));
      case 'group':
        return union(own, canBeGroup(query.name) ? await this.#lists.membersOf(query.name) : []);
      case 'user':
        return union(
          own,
          query.id === '' ? [] : await this.#lists.membersOf(groupOfUser(query.id)),
        );
      case 'connection':
        return own.length > 0 ? own : this.#findElsewhere(query.id);
    }
  }

  async groupsOf(connectionId: string): Promise<readonly string[]> {
    this.#checkThatItIsOpen();
    return this.#members.has(connectionId)
      ? this.#setup.local.groupsOf(connectionId)
      : ((await this.#owners.describe(connectionId))?.groups ?? []);
  }

  async disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean> {
    this.#checkThatItIsOpen();
    return this.#members.has(connectionId)
      ? this.#setup.local.disconnect(connectionId, notice)
      : this.#lists.disconnect(connectionId, notice);
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#calls.failAll(closed());
      this.#setup.requests.failAll(closed());
      await this.#onClosed();
    }
  }

  receive(message: RoutedServiceMessage, link: HubLink): void {
    const { requests, logger } = this.#setup;
    try {
      switch (message.type) {
        case ServiceMessageType.clientInvocation:
          this.#receiveInvocation(message, link);
          break;
        case ServiceMessageType.clientCompletion:
          requests.receiveCompletion(message);
          break;
        case ServiceMessageType.errorCompletion:
          requests.receiveError(message, link);
          break;
        case ServiceMessageType.serviceMapping:
          requests.receiveMapping(message, link);
          break;
      }
    } catch (error) {
      logger.warn({ error }, 'What another server asked was not answered');
    }
  }

  instanceGone(instanceId: string, link: HubLink): void {
    this.#setup.requests.instanceGone(instanceId, link);
  }

  lost(link: HubLink): void {
    this.#setup.requests.lost(link);
  }

  migrated(connectionId: string): void {
    void this.#groups.handOver(connectionId);
  }

  #receiveInvocation(message: ClientInvocationMessage, link: HubLink): void {
    const { connectionId, invocationId, callerServerId } = message;
    const connection = this.#members.get(connectionId);
    if (connection === undefined) {
      const type = ServiceMessageType.errorCompletion;
      const error = `Connection '${connectionId}' does not exist.`;
      link.send({ type, invocationId, connectionId, callerServerId, error }, SERVER_LANE);
    } else if (!this.#owners.answer(connection, message, link)) {
      this.#calls.register(connection, message, link);
    }
  }

  async #findElsewhere(connectionId: string): Promise<readonly ConnectionDescription[]> {
    const record = await this.#owners.describe(connectionId);
    return record === undefined ? [] : [{ connectionId, userId: record.userId }];
  }

  #checkThatItIsOpen(): void {
    if (this.#isClosed) {
      throw closed();
    }
  }
}

function closed(): AzureSignalRError {
  return new AzureSignalRError('service-closed', 'The server has closed its router.');
}

/** What has just been added here, the service may not know yet. */
function union(
  own: readonly ConnectionDescription[],
  others: readonly ConnectionDescription[],
): readonly ConnectionDescription[] {
  const known = new Set(own.map(({ connectionId }) => connectionId));
  return [...own, ...others.filter(({ connectionId }) => !known.has(connectionId))];
}
