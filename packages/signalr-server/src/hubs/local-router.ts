/** The router of one process: every target is an index, none a scan. Rules: SH-60 to SH-69. */

import type { SerializedMessage } from '@parley/signalr-protocol';
import type { Audience, RoutedConnection, Router } from './router.ts';

type Members = Set<RoutedConnection>;

export class LocalRouter implements Router {
  readonly #connections = new Map<string, RoutedConnection>();
  readonly #groups = new Map<string, Members>();
  readonly #users = new Map<string, Members>();
  readonly #groupsOf = new Map<RoutedConnection, Set<string>>();

  async add(connection: RoutedConnection): Promise<void> {
    this.#connections.set(connection.connectionId, connection);
    this.#groupsOf.set(connection, new Set());
    if (connection.userId !== undefined) {
      addTo(this.#users, connection.userId, connection);
    }
  }

  async remove(connection: RoutedConnection): Promise<void> {
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
      this.#groupsOf.get(connection)?.add(group);
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
    for (const connections of this.#recipients(audience)) {
      for (const connection of connections) {
        if (except === undefined || !except.has(connection.connectionId)) {
          connection.deliver(message);
        }
      }
    }
  }

  *#recipients(audience: Audience): Iterable<Iterable<RoutedConnection>> {
    switch (audience.to) {
      case 'all':
        yield this.#connections.values();
        return;
      case 'connections':
        yield audience.ids.flatMap((id) => this.#connections.get(id) ?? []);
        return;
      case 'groups':
        for (const name of audience.names) {
          yield this.#groups.get(name) ?? [];
        }
        return;
      case 'users':
        for (const id of audience.ids) {
          yield this.#users.get(id) ?? [];
        }
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
