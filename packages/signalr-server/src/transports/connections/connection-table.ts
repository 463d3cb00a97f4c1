/**
 * The connections of one endpoint by the secret that their requests carry.
 *
 * Those that are negotiated and never used are bounded in number and forgotten after a while.
 * Rules: docs/spec/signalr-transports.md, ST-27 and ST-28.
 */

import type { Clock, Timer } from '../clock.ts';
import type { ConnectedUser } from '../transport-connection.ts';
import { createConnectionId } from './connection-id.ts';
import { LogicalConnection } from './logical-connection.ts';

export interface ConnectionTableOptions {
  readonly clock: Clock;
  readonly disconnectTimeoutMs: number;
  readonly maxUnusedConnections: number;
  /** Of the public ids; the secrets are the table's own. */
  readonly createConnectionId: () => string;
}

/** What negotiate has agreed on. */
export interface NegotiatedTerms {
  readonly version: 0 | 1;
  readonly usesStatefulReconnect: boolean;
}

export class ConnectionTable {
  readonly #options: ConnectionTableOptions;
  readonly #connections = new Map<string, LogicalConnection>();
  /** Of those that nobody has used yet. */
  readonly #unusedTimers = new Map<LogicalConnection, Timer>();
  #emptyHandler: (() => void) | undefined;

  constructor(options: ConnectionTableOptions) {
    this.#options = options;
  }

  /** Those in use: negotiated alone does not count. */
  get openCount(): number {
    return this.#connections.size - this.#unusedTimers.size;
  }

  all(): readonly LogicalConnection[] {
    return [...this.#connections.values()];
  }

  /** A connection that is negotiated; it is forgotten unless it is used in time, and before too many others are. */
  create(owner: ConnectedUser, terms: NegotiatedTerms): LogicalConnection {
    this.#makeRoom();
    const connection = this.#add(owner, terms);
    this.#unusedTimers.set(
      connection,
      this.#options.clock.startTimer(this.#options.disconnectTimeoutMs, () => {
        this.remove(connection);
      }),
    );
    return connection;
  }

  /** A connection whose client has skipped negotiate: it is used from the beginning. */
  createUsed(owner: ConnectedUser): LogicalConnection {
    return this.#add(owner, { version: 1, usesStatefulReconnect: false });
  }

  find(token: string): LogicalConnection | undefined {
    return this.#connections.get(token);
  }

  /** The connection has a transport now; its end is that transport's business. */
  markUsed(connection: LogicalConnection): void {
    this.#unusedTimers.get(connection)?.cancel();
    this.#unusedTimers.delete(connection);
  }

  remove(connection: LogicalConnection): void {
    this.markUsed(connection);
    this.#connections.delete(connection.identity.connectionToken);
    connection.closePosts();
    this.#reportEmpty();
  }

  /** Calls back when the last connection has gone, at once if there is none. */
  onEmpty(callback: () => void): void {
    this.#emptyHandler = callback;
    this.#reportEmpty();
  }

  /** Version 0 of negotiate knows no token: there the id is the secret. */
  #add(
    owner: ConnectedUser,
    { version, usesStatefulReconnect }: NegotiatedTerms,
  ): LogicalConnection {
    const connectionId = this.#options.createConnectionId();
    const connectionToken = version === 0 ? connectionId : createConnectionId();
    const identity = { connectionId, connectionToken, owner, usesStatefulReconnect };
    const connection = new LogicalConnection(identity);
    this.#connections.set(connectionToken, connection);
    return connection;
  }

  /** The oldest goes: whoever means it comes back at once, and a flood that were refused would keep everybody out. */
  #makeRoom(): void {
    const [oldest] = this.#unusedTimers.keys();
    if (oldest !== undefined && this.#unusedTimers.size >= this.#options.maxUnusedConnections) {
      this.remove(oldest);
    }
  }

  #reportEmpty(): void {
    if (this.#connections.size === 0) {
      this.#emptyHandler?.();
    }
  }
}
