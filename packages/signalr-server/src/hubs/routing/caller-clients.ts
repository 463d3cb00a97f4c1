/** The targets as one call of a hub sees them: with the caller, and with what asking costs the call. */

import type { HubContract } from '@parley/signalr-protocol';
import type { ClientProxy, HubCallerClients, SingleClientProxy } from '../definition/hub.ts';
import { createAudienceProxy } from './audience-proxy.ts';
import { RoutedClient } from './routed-client.ts';
import type { Audience, Router } from './router.ts';

export interface CallerClientsOptions {
  readonly router: Router;
  /** Of the caller. */
  readonly connectionId: string;
  /** Called before a client is asked; what it throws is what `invoke` throws. */
  readonly beforeInvoke: (() => void) | undefined;
}

/** Made for each call that names a target: everything but the options is on the prototype. */
export class CallerClients<C extends HubContract> implements HubCallerClients<C> {
  readonly #options: CallerClientsOptions;

  constructor(options: CallerClientsOptions) {
    this.#options = options;
  }

  get all(): ClientProxy<C> {
    return this.#to({ to: 'all' });
  }

  get caller(): SingleClientProxy<C> {
    return this.client(this.#options.connectionId);
  }

  get others(): ClientProxy<C> {
    return this.allExcept([this.#options.connectionId]);
  }

  allExcept(connectionIds: readonly string[]): ClientProxy<C> {
    return this.#to({ to: 'all', except: connectionIds });
  }

  client(connectionId: string): SingleClientProxy<C> {
    const { router, connectionId: callerId, beforeInvoke } = this.#options;
    return new RoutedClient({ router, connectionId, callerId, beforeInvoke });
  }

  clients(connectionIds: readonly string[]): ClientProxy<C> {
    return this.#to({ to: 'connections', ids: connectionIds });
  }

  group(name: string): ClientProxy<C> {
    return this.groups([name]);
  }

  groups(names: readonly string[]): ClientProxy<C> {
    return this.#to({ to: 'groups', names });
  }

  groupExcept(name: string, connectionIds: readonly string[]): ClientProxy<C> {
    return this.#to({ to: 'groups', names: [name], except: connectionIds });
  }

  othersInGroup(name: string): ClientProxy<C> {
    return this.groupExcept(name, [this.#options.connectionId]);
  }

  user(userId: string): ClientProxy<C> {
    return this.users([userId]);
  }

  users(userIds: readonly string[]): ClientProxy<C> {
    return this.#to({ to: 'users', ids: userIds });
  }

  #to(audience: Audience): ClientProxy<C> {
    const { router, connectionId } = this.#options;
    return createAudienceProxy({ router, audience, callerId: connectionId });
  }
}
