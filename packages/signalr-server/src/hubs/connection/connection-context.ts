/** What a hub sees of the connection that calls it. */

import type {
  ConnectedUser,
  TransportConnection,
  TransportName,
} from '../../transports/transport-connection.ts';
import type { HubConnectionContext } from '../definition/hub.ts';
import type { RoutedConnection } from '../routing/router.ts';

/** Getters, as an idle connection should hold nothing that nobody has asked for. */
export class ConnectionContext implements HubConnectionContext {
  readonly #transport: TransportConnection;
  readonly #owner: Pick<RoutedConnection, 'aborted' | 'disconnect'>;
  #items: Map<string, unknown> | undefined;

  constructor(
    transport: TransportConnection,
    owner: Pick<RoutedConnection, 'aborted' | 'disconnect'>,
  ) {
    this.#transport = transport;
    this.#owner = owner;
  }

  get connectionId(): string {
    return this.#transport.connectionId;
  }

  get user(): ConnectedUser {
    return this.#transport.user;
  }

  get transport(): TransportName {
    return this.#transport.transport;
  }

  get headers(): HubConnectionContext['headers'] {
    return this.#transport.request.headers;
  }

  get query(): ReadonlyMap<string, string> {
    return this.#transport.request.query;
  }

  get remoteAddress(): string | undefined {
    return this.#transport.request.remoteAddress;
  }

  get items(): Map<string, unknown> {
    this.#items ??= new Map();
    return this.#items;
  }

  get aborted(): AbortSignal {
    return this.#owner.aborted;
  }

  abort(): void {
    this.#owner.disconnect({});
  }
}
