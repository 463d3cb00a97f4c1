import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { createMeter } from '../../src/billing/meter.ts';
import { pageState, type PageSources } from '../../src/page/page-state.ts';
import type { ClientView, HubView, ServerConnectionView } from '../../src/service/service-view.ts';

const meter = createMeter({ clock: new ManualClock() });
meter.count({ hub: 'chat', to: 'client', bytes: 5000, group: 'busy' });
meter.count({ hub: 'gone', to: 'server', bytes: 1 });

function state(hubs: readonly HubView[]) {
  const rest = { refusals: [], refusalCount: 0, connectionString: '', startedAt: 0 };
  const sources: PageSources = { hubs, billing: meter.snapshot(), ...rest };
  return pageState(sources);
}

function hub(fields: Partial<HubView> = {}): HubView {
  return { hub: 'chat', serverConnections: [], clients: [], groups: [], ...fields };
}

function connection(serverId: string, fields: Partial<ServerConnectionView> = {}) {
  const id = `${serverId}-1`;
  const view = { id, serverId, kind: 'default', isLeaving: false, clientCount: 0 } as const;
  return { ...view, ...fields };
}

function client(connectionId: string): ClientView {
  const unknown = { userId: undefined, protocol: undefined, serverConnectionId: undefined };
  return { connectionId, ...unknown, transport: 'WebSockets', connectedAt: 0 };
}

describe('what the page shows', () => {
  test('[AS-81] has a hub while it has a connection, or has been billed for today', () => {
    const { hubs, clientCount, serverConnectionCount } = state([
      hub({ clients: [client('1')], serverConnections: [connection('a')] }),
      hub({ hub: 'arcade' }),
    ]);

    expect(hubs.map(({ hub: name, messages }) => [name, messages])).toEqual([
      ['arcade', 0],
      ['chat', 3],
      ['gone', 1],
    ]);
    expect([clientCount, serverConnectionCount]).toEqual([1, 1]);
  });

  test('[AS-81] has app servers with their connections and clients together', () => {
    const { hubs } = state([
      hub({
        serverConnections: [
          connection('a', { clientCount: 2, isLeaving: true }),
          connection('b', { isLeaving: true }),
          connection('a', { clientCount: 3 }),
        ],
      }),
    ]);

    expect(hubs[0]?.servers).toEqual([
      { serverId: 'a', connectionCount: 2, clientCount: 5, isLeaving: false },
      { serverId: 'b', connectionCount: 1, clientCount: 0, isLeaving: true },
    ]);
  });

  test('[AS-81] has groups by what they were billed and how large they are, without those that servers hide', () => {
    const { hubs } = state([
      hub({
        groups: [
          { name: 'small', memberCount: 1 },
          { name: '\u0000all', memberCount: 90 },
          { name: 'large', memberCount: 9 },
        ],
      }),
    ]);

    expect(hubs[0]?.groups).toEqual([
      { name: 'busy', memberCount: 0, messages: 3 },
      { name: 'large', memberCount: 9, messages: 0 },
      { name: 'small', memberCount: 1, messages: 0 },
    ]);
    expect(hubs[0]?.groupCount).toBe(3);
  });

  test('[AS-81] has a hundred rows of each at most, says how many there are, and cuts long names', () => {
    const many = Array.from({ length: 150 }, (_, index) => index);
    const { hubs } = state([
      hub({
        clients: many.map((index) => client(`${index}${'x'.repeat(1000)}`)),
        groups: many.map((index) => ({ name: `group ${index}`, memberCount: 1 })),
        serverConnections: many.map((index) => connection(`server ${index}`)),
      }),
    ]);

    expect(hubs[0]).toMatchObject({ clientCount: 150, groupCount: 151, serverCount: 150 });
    for (const rows of [hubs[0]?.clients, hubs[0]?.groups, hubs[0]?.servers]) {
      expect(rows).toHaveLength(100);
    }
    expect(hubs[0]?.clients[0]?.connectionId).toHaveLength(201);
  });
});
