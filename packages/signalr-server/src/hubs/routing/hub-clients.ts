/** The targets that a hub names, as audiences of its router. Rules: SH-60 to SH-69. */

import type { HubContract } from '@parley/signalr-protocol';
import type { ClientProxy, HubClients, HubGroups } from '../definition/hub.ts';
import { createAudienceProxy } from './audience-proxy.ts';
import type { Audience, Router } from './router.ts';
import { RoutedClient } from './routed-client.ts';

/** The targets of a hub from outside its calls. */
export function createHubClients<C extends HubContract>(router: Router): HubClients<C> {
  const to = (audience: Audience): ClientProxy<C> => createAudienceProxy({ router, audience });
  return {
    all: to({ to: 'all' }),
    allExcept: (connectionIds) => to({ to: 'all', except: connectionIds }),
    client: (connectionId) => new RoutedClient({ router, connectionId }),
    clients: (connectionIds) => to({ to: 'connections', ids: connectionIds }),
    group: (name) => to({ to: 'groups', names: [name] }),
    groups: (names) => to({ to: 'groups', names }),
    groupExcept: (name, connectionIds) =>
      to({ to: 'groups', names: [name], except: connectionIds }),
    user: (userId) => to({ to: 'users', ids: [userId] }),
    users: (userIds) => to({ to: 'users', ids: userIds }),
  };
}

/** The groups of a hub, as its calls and its handle change them. */
export function createHubGroups(router: Router): HubGroups {
  return {
    add: (connectionId, group) => router.join(connectionId, group),
    remove: (connectionId, group) => router.leave(connectionId, group),
  };
}
