/** A connection of this process, and what the farm knows of it. */

import type { HubProtocol, SerializedMessage } from '@parley/signalr-protocol';
import type { DisconnectNotice, RoutedConnection } from '@parley/signalr-server';

export class FarmMember implements RoutedConnection {
  readonly connectionId: string;
  readonly userId: string | undefined;
  /** Each holds one subscription. */
  readonly groups = new Set<string>();
  /** Calls of other servers that its client has yet to answer: invocation ids, and where to answer. */
  readonly calls = new Map<string, string>();
  readonly #connection: RoutedConnection;

  constructor(connection: RoutedConnection) {
    this.connectionId = connection.connectionId;
    this.userId = connection.userId;
    this.#connection = connection;
  }

  get protocol(): HubProtocol {
    return this.#connection.protocol;
  }

  get aborted(): AbortSignal {
    return this.#connection.aborted;
  }

  deliver(message: SerializedMessage): void {
    this.#connection.deliver(message);
  }

  disconnect(notice: DisconnectNotice): void {
    this.#connection.disconnect(notice);
  }
}
