/** The connections of a hub, seen and ended from outside. Rules: SH-110 to SH-115. */

import type { ConnectionFilter, HubConnections } from '../definition/hub.ts';
import type { ConnectionQuery, Router } from './router.ts';

export function createHubConnections(router: Router): HubConnections {
  return {
    count: async (filter) => (await router.find(queryOf(filter))).length,
    list: (filter) => router.find(queryOf(filter)),
    find: async (connectionId) => (await router.find({ of: 'connection', id: connectionId }))[0],
    groupsOf: (connectionId) => router.groupsOf(connectionId),
    disconnect: (connectionId, notice = {}) => router.disconnect(connectionId, notice),
  };
}

function queryOf(filter: ConnectionFilter | undefined): ConnectionQuery {
  if (filter === undefined) {
    return { of: 'all' };
  }
  return 'group' in filter
    ? { of: 'group', name: filter.group }
    : { of: 'user', id: filter.userId };
}
