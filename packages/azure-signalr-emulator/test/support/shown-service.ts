/** A service with something to see. */

import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import type { Meter } from '../../src/billing/meter.ts';
import type { HubView } from '../../src/service/service-view.ts';

const SERVERS = ['build-7f3a_0b6c2a4de1f94c63', 'build-91cc_44f0a7c93b1e4d20'];
const PEOPLE = ['ana', 'bo', 'mika', undefined];

/** A hub with two app servers, groups and as many clients as `PEOPLE`. */
export function shownHub(hub: string): HubView {
  return {
    hub,
    serverConnections: SERVERS.flatMap((serverId, server) =>
      [1, 2].map((connection) => ({
        id: `${serverId}-${connection}`,
        serverId,
        kind: 'default' as const,
        isLeaving: server === 1,
        clientCount: server === 0 ? 2 : 0,
      })),
    ),
    clients: PEOPLE.map((userId, index) => ({
      connectionId: `${hub}-${index}-Zk3mQ1x0aF7n`,
      userId,
      protocol: index === 1 ? 'messagepack' : 'json',
      transport: index === 3 ? 'LongPolling' : 'WebSockets',
      serverConnectionId: `${SERVERS[0]}-1`,
      connectedAt: EPOCH_MS,
    })),
    groups: [
      { name: 'launch-week', memberCount: 3 },
      { name: 'reading-group', memberCount: 1 },
    ],
  };
}

export function bill(meter: Meter, group: string, deliveries: number): void {
  for (let count = 0; count < deliveries; count += 1) {
    meter.count({ hub: 'chat', to: 'client', bytes: 900, group });
  }
  meter.count({ hub: 'chat', to: 'server', bytes: 900 });
  meter.count({ hub: 'chat', to: 'client', bytes: 11, kind: 'ping' });
}
