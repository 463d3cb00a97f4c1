/** How a server leaves the service. Rules: docs/spec/azure-signalr.md, AZ-90 to AZ-94 and AZ-97. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { ServedHub } from './support/served-hub.ts';
import type { PeerConnection } from './support/service-peer.ts';

const { closeConnection, ping } = ServiceMessageType;
const MIGRATE_TO = new Map([['asrs-migrate-to', ['server-2']]]);
const CLOSE = '{"type":7,"allowReconnect":true}\u001e';

/** Resolves with the number of announcements so far. */
function announcements(connection: PeerConnection, value: string): number {
  return connection.all(ping).filter(({ values }) => values.join() === `shutdown,${value}`).length;
}

async function announced(connection: PeerConnection, value: string, count = 1): Promise<void> {
  await connection.changes.until(() => announcements(connection, value) >= count || undefined);
}

describe('a server that closes', () => {
  test('[AZ-90] says so on every connection until the service knows', async () => {
    await using hub = await ServedHub.start({ serverConnections: 2, drainTimeoutMs: 600_000 });
    const first = await hub.connect('c1');
    const second = await hub.service.accepted(1);
    const closed = hub.server.signalR.close();
    await Promise.all([announced(first, 'fin:1'), announced(second, 'fin:1')]);
    second.ping('shutdown', 'finack');
    second.ping('echo', '1');
    await second.changes.until(() => second.all(ping).find(({ values }) => values[0] === 'echo'));
    for (let second5 = 1; second5 < 30; second5 += 1) {
      for (let second1 = 0; second1 < 5; second1 += 1) {
        hub.clock.advance(1_000);
        first.ping('echo', 'x');
        second.ping('echo', 'x');
      }
      await announced(first, 'fin:1', Math.min(second5 + 1, 24));
    }

    expect(announcements(first, 'fin:1')).toBe(24);
    expect(announcements(second, 'fin:1')).toBe(1);
    first.ping('shutdown', 'finack');
    first.send({ type: closeConnection, connectionId: 'c1' });
    await closed;
  });

  test('[AZ-90] waits for its clients to leave by themselves if it is told to', async () => {
    await using hub = await ServedHub.start({ shutdown: 'wait' });
    const connection = await hub.connect('c1');
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:2');
    connection.ping('shutdown', 'finack');
    for (let second = 0; second < 20; second += 1) {
      hub.clock.advance(1_000);
      connection.data('c1', '{"type":6}\u001e');
    }
    expect(connection.textFor('c1')).not.toContain('"type":7');
    connection.send({ type: closeConnection, connectionId: 'c1' });
    await closed;

    expect(connection.all(closeConnection)).toEqual([]);
    expect(await connection.closed()).toBe(1000);
  });

  test('[AZ-91] opens no connection any more, and sends nobody to the service', async () => {
    await using hub = await ServedHub.start({ serverConnections: 2 });
    const first = await hub.connect('c1');
    const second = await hub.service.accepted(1);
    await hub.azure.connected();
    expect((await hub.negotiate()).status).toBe(200);
    const closed = hub.server.signalR.close();
    await Promise.all([announced(first, 'fin:1'), announced(second, 'fin:1')]);
    second.cut();
    first.ping('target', 'instance-7', 'echo', '1');
    await first.changes.until(() => first.all(ping).find(({ values }) => values[0] === 'target'));
    hub.clock.advance(2_000);

    expect((await hub.negotiate()).status).toBe(500);
    expect(hub.service.requestCount).toBe(2);
    first.ping('shutdown', 'finack');
    first.send({ type: closeConnection, connectionId: 'c1' });
    await closed;
  });

  test('[AZ-92] is done when its clients have gone elsewhere', async () => {
    await using hub = await ServedHub.start();
    const connection = await hub.connect('c1');
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:1');
    connection.ping('shutdown', 'finack');
    connection.send({ type: closeConnection, connectionId: 'c1', headers: MIGRATE_TO });
    await closed;
    await connection.closed();

    expect(connection.textFor('c1')).toBe('{}\u001e');
    expect(connection.all(closeConnection)).toEqual([]);
  });

  test('[AZ-92] is done at once without clients', async () => {
    await using hub = await ServedHub.start();
    const connection = await hub.service.accepted(0);
    await hub.azure.connected();
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:1');
    connection.ping('shutdown', 'finack');

    await closed;
    expect(await connection.closed()).toBe(1000);
  });

  test('[AZ-93] is done when nobody has left for 3 seconds', async () => {
    await using hub = await ServedHub.start();
    const connection = await hub.connect('c1');
    connection.open('c2');
    await connection.heard('c2', '{}\u001e');
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:1');
    hub.clock.advance(2_000);
    connection.send({ type: closeConnection, connectionId: 'c1', headers: MIGRATE_TO });
    connection.ping('shutdown', 'finack', 'echo', '1');
    await connection.changes.until(() =>
      connection.all(ping).find(({ values }) => values[2] === 'echo'),
    );
    hub.clock.advance(2_000);
    connection.ping('echo', '2');
    await connection.changes.until(() =>
      connection.all(ping).find(({ values }) => values[1] === '2'),
    );
    expect(connection.textFor('c2')).toBe('{}\u001e');
    hub.clock.advance(1_000);
    await closed;
    await connection.closed();

    expect(connection.textFor('c1')).toBe('{}\u001e');
    expect(connection.textFor('c2')).toBe(`{}\u001e${CLOSE}`);
    expect(connection.all(closeConnection)).toEqual([
      { type: closeConnection, connectionId: 'c2' },
    ]);
  });

  test('[AZ-93] is done at once when it is the only server', async () => {
    await using hub = await ServedHub.start();
    const connection = await hub.connect('c1');
    const serverId = connection.request.headers['x-asrs-server-id'];
    const closed = hub.server.signalR.close();
    const question = await connection.changes.until(() =>
      connection.all(ping).find(({ values }) => values[0] === 'servers'),
    );
    connection.ping('servers', `638:${String(serverId)}`);
    connection.ping('shutdown', 'finack');
    await closed;
    await connection.closed();

    expect(question.values).toEqual(['servers', '']);
    expect(connection.textFor('c1')).toBe(`{}\u001e${CLOSE}`);
  });

  test('[AZ-93] waits longer for a call to end where there are other servers', async () => {
    await using hub = await ServedHub.start();
    const connection = await hub.connect('c1');
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:1');
    connection.ping('shutdown', 'finack', 'servers', '638:server-1;server-2', 'echo', '1');
    await connection.changes.until(() =>
      connection.all(ping).find(({ values }) => values[4] === 'echo'),
    );
    hub.clock.advance(9_000);
    connection.data('c1', '{"type":1,"invocationId":"1","target":"echo","arguments":["hi"]}\u001e');
    await connection.heard('c1', '"result":"hi"');
    hub.clock.advance(1_000);
    await closed;
    await connection.closed();

    expect(connection.textFor('c1').endsWith(CLOSE)).toBe(true);
  });

  test('[AZ-93] waits no longer than it is told to', async () => {
    await using hub = await ServedHub.start({ drainTimeoutMs: 10_000, shutdown: 'wait' });
    const connection = await hub.connect('c1');
    const closed = hub.server.signalR.close();
    await announced(connection, 'fin:2');
    hub.clock.advance(10_000);
    await closed;
    await connection.closed();

    expect(connection.textFor('c1')).toBe(`{}\u001e${CLOSE}`);
  });

  test('[AZ-94] leaves at once if it is told to', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const connection = await hub.connect('c1');
    await hub.server.signalR.close();

    expect(await connection.closed()).toBe(1000);
    expect(connection.textFor('c1')).toBe(`{}\u001e${CLOSE}`);
    expect(announcements(connection, 'fin:1')).toBe(0);
  });

  test('[AZ-97] says goodbye to the service behind everything else', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const connection = await hub.connect('c1');
    await hub.server.handle.clients.all.send('heard', 'last');
    await hub.server.signalR.close();

    expect(await connection.closed()).toBe(1000);
    expect(connection.messages.at(-1)).toEqual({ type: closeConnection, connectionId: 'c1' });
    expect(connection.all(ServiceMessageType.broadcastData)).toHaveLength(1);
  });

  test('[AZ-97] waits 2 seconds for a service that does not answer', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const connection = await hub.connect('c1');
    connection.pauseReading();
    const closed = hub.server.signalR.close();
    await hub.clock.timerStarted(2_000);
    hub.clock.advance(2_000);
    await closed;

    expect(hub.azure.state()).toBe('closed');
  });

  test('[AZ-97] gives up what has yet to open', async () => {
    await using hub = await ServedHub.start({ shutdown: 'disconnect' });
    const connection = await hub.service.connection(0);
    await hub.server.signalR.close();

    expect([1000, 1006]).toContain(await connection.closed());
    expect(hub.azure.state()).toBe('closed');
  });
});
