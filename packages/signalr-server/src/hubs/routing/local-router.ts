/** The router of one process: every target is an index, none a scan. Rules: SH-60 to SH-69. */

import type { CompletionMessage, SerializedMessage } from '@parley/signalr-protocol';
import type { ConnectionDescription, DisconnectNotice } from '../definition/hub.ts';
import { ConnectionGoneError, SENTENCES } from '../errors.ts';
import { ClientResults } from './client-results.ts';
import type { Audience, ClientCall, ConnectionQuery, RoutedConnection, Router } from './router.ts';

type Members = Set<RoutedConnection>;

export class LocalRouter implements Router {
  readonly #connections = new Map<string, RoutedConnection>();
  readonly #groups = new Map<string, Members>();
  readonly #users = new Map<string, Members>();
  /** Only of those that have joined one. */
  readonly #groupsOf = new Map<RoutedConnection, Set<string>>();
  readonly #results = new ClientResults();

  async add(connection: RoutedConnection): Promise<void> {
    this.#connections.set(connection.connectionId, connection);
    if (connection.userId !== undefined) {
      addTo(this.#users, connection.userId, connection);
    }
  }

  async remove(connection: RoutedConnection): Promise<void> {
    this.#results.forget(connection.connectionId);
    this.#connections.delete(connection.connectionId);
    for (const group of this.#groupsOf.get(connection) ?? []) {
      removeFrom(this.#groups, group, connection);
    }
    this.#groupsOf.delete(connection);
    if (connection.userId !== undefined) {
      removeFrom(this.#users, connection.userId, connection);
    }
  }

  async join(connectionId: string, group: string): Promise<void> {
    const connection = this.#connections.get(connectionId);
    if (connection !== undefined) {
      addTo(this.#groups, group, connection);
      const groups = this.#groupsOf.get(connection);
      if (groups === undefined) {
        this.#groupsOf.set(connection, new Set([group]));
      } else {
        groups.add(group);
      }
    }
  }

  async leave(connectionId: string, group: string): Promise<void> {
    const connection = this.#connections.get(connectionId);
    if (connection !== undefined) {
      removeFrom(this.#groups, group, connection);
      this.#groupsOf.get(connection)?.delete(group);
    }
  }

  async send(audience: Audience, message: SerializedMessage): Promise<void> {
    const except = audience.except?.length ? new Set(audience.except) : undefined;
    switch (audience.to) {
      case 'all':
        deliver(message, this.#connections.values(), except);
        break;
      case 'connections':
        deliver(
          message,
          audience.ids.flatMap((id) => this.#connections.get(id) ?? []),
          except,
        );
        break;
      case 'groups':
        for (const name of audience.names) {
          deliver(message, this.#groups.get(name) ?? [], except);
        }
        break;
      case 'users':
        for (const id of audience.ids) {
          deliver(message, this.#users.get(id) ?? [], except);
        }
        break;
    }
  }

  async invoke(connectionId: string, call: ClientCall): Promise<unknown> {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) {
      throw new ConnectionGoneError(SENTENCES['client-unknown'](connectionId));
    }
    return this.#results.ask(connection, call);
  }

  receiveResult(connection: RoutedConnection, completion: CompletionMessage): void {
    this.#results.receive(connection, completion);
  }

  async find(query: ConnectionQuery): Promise<readonly ConnectionDescription[]> {
    return Array.from(this.#matching(query), ({ connectionId, userId }) => ({
      connectionId,
      userId,
    }));
  }

  async groupsOf(connectionId: string): Promise<readonly string[]> {
    const connection = this.#connections.get(connectionId);
    const groups = connection === undefined ? undefined : this.#groupsOf.get(connection);
    return [...(groups ?? [])].sort();
  }

  async disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean> {
    const connection = this.#connections.get(connectionId);
    connection?.disconnect(notice);
    return connection !== undefined;
  }

  async close(): Promise<void> {
    // Everything it holds is in this process and goes with the connections.
  }

  #matching(query: ConnectionQuery): Iterable<RoutedConnection> {
    switch (query.of) {
      case 'all':
        return this.#connections.values();
      case 'group':
        return this.#groups.get(query.name) ?? [];
      case 'user':
        return this.#users.get(query.id) ?? [];
      case 'connection':
        return [this.#connections.get(query.id) ?? []].flat();
    }
  }
}

function deliver(
  message: SerializedMessage,
  connections: Iterable<RoutedConnection>,
  except: ReadonlySet<string> | undefined,
): void {
  for (const connection of connections) {
    if (except === undefined || !except.has(connection.connectionId)) {
      connection.deliver(message);
    }
  }
}

function addTo(index: Map<string, Members>, key: string, connection: RoutedConnection): void {
  const members = index.get(key);
  if (members === undefined) {
    index.set(key, new Set([connection]));
  } else {
    members.add(connection);
  }
}

/** An index holds no empty sets: group names come from clients and would grow without end. */
function removeFrom(index: Map<string, Members>, key: string, connection: RoutedConnection): void {
  const members = index.get(key);
  members?.delete(connection);
  if (members?.size === 0) {
    index.delete(key);
  }
}
