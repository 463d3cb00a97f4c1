/** The targets as one call of a hub sees them: with the caller, and with what asking costs the call. */

import type { HubContract } from '@parley/signalr-protocol';
import type {
  ClientProxy,
  HubCallerClients,
  HubClients,
  SingleClientProxy,
} from '../definition/hub.ts';
import { RoutedClient } from './routed-client.ts';
import type { Router } from './router.ts';

export interface CallerClientsOptions<C extends HubContract> {
  readonly clients: HubClients<C>;
  readonly router: Router;
  /** Of the caller. */
  readonly connectionId: string;
  /** Called before a client is asked; what it throws is what `invoke` throws. */
  readonly beforeInvoke: (() => void) | undefined;
}

/** Made for each call that names a target: everything but the options is on the prototype. */
export class CallerClients<C extends HubContract> implements HubCallerClients<C> {
  readonly #options: CallerClientsOptions<C>;

  constructor(options: CallerClientsOptions<C>) {
    this.#options = options;
  }

  get all(): ClientProxy<C> {
    return this.#options.clients.all;
  }

  get caller(): SingleClientProxy<C> {
    return this.client(this.#options.connectionId);
  }

  get others(): ClientProxy<C> {
    return this.allExcept([this.#options.connectionId]);
  }

  allExcept(connectionIds: readonly string[]): ClientProxy<C> {
    return this.#options.clients.allExcept(connectionIds);
  }

  client(connectionId: string): SingleClientProxy<C> {
    const { router, beforeInvoke } = this.#options;
    return new RoutedClient({ router, connectionId, beforeInvoke });
  }

  clients(connectionIds: readonly string[]): ClientProxy<C> {
    return this.#options.clients.clients(connectionIds);
  }

  group(name: string): ClientProxy<C> {
    return this.#options.clients.group(name);
  }

  groups(names: readonly string[]): ClientProxy<C> {
    return this.#options.clients.groups(names);
  }

  groupExcept(name: string, connectionIds: readonly string[]): ClientProxy<C> {
    return this.#options.clients.groupExcept(name, connectionIds);
  }

  othersInGroup(name: string): ClientProxy<C> {
    return this.groupExcept(name, [this.#options.connectionId]);
  }

  user(userId: string): ClientProxy<C> {
    return this.#options.clients.user(userId);
  }

  users(userIds: readonly string[]): ClientProxy<C> {
    return this.#options.clients.users(userIds);
  }
}
