/** What pings ask for. Rules: docs/spec/azure-signalr.md, AZ-52 to AZ-57 and AZ-59. */

import {
  FlowControlConnectionType,
  FlowControlOperation,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { AccessKeyResponseMessage } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { readPing } from '../../src/links/service-ping.ts';
import { joinGroup, LinkFixture } from '../support/link-fixture.ts';

const SERVER = { of: 'server' } as const;
const { handshakeRequest, ping } = ServiceMessageType;

function read(...values: readonly string[]): ReturnType<typeof readPing> {
  return readPing({ type: ping, values });
}

describe('a ping', () => {
  test('[AZ-54] carries several things', () => {
    const values = ['clientcount', '7', 'servercount', '2', 'capacity', '1000'];

    expect(read(...values, 'echo', '5').load).toEqual({
      clientCount: 7,
      serverCount: 2,
      capacity: 1_000,
    });
    expect(read(...values, 'echo', '5').wantsEcho).toBe(true);
  });

  test.each([
    ['nothing', []],
    ['a key without a value', ['target']],
    ['an empty target', ['target', '']],
    ['numbers that are none', ['clientcount', '-1', 'servercount', '2', 'capacity', '1e9']],
    ['servers without a time', ['servers', 'a;b']],
    ['keys that we do not know', ['shutdown', 'fin:1', 'd-m', '1']],
  ])('[AZ-67] says nothing with %s', (_name, values) => {
    expect(read(...values)).toEqual({ isShutdownAcknowledged: false, wantsEcho: false });
  });

  test('[AZ-93] names the servers of the hub', () => {
    expect(read('servers', '638:a;b').servers).toEqual(['a', 'b']);
    expect(read('servers', '638:').servers).toEqual([]);
  });
});

describe('what the service asks for', () => {
  test('[AZ-52] its own ping back', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    connection.ping('echo', '17', 'unknown', 'x');

    expect((await connection.next(ping)).values).toEqual(['echo', '17', 'unknown', 'x']);
  });

  test('[AZ-52] its own ping back, but not while it takes nothing', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    connection.pauseReading();
    const fill = (): void => {
      for (let index = 0; index < 1_000; index += 1) {
        fixture.link.send(joinGroup('x'.repeat(65_000)), SERVER);
      }
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'service-overloaded' }));
    connection.ping('echo', 'x'.repeat(65_000));
    connection.ping('clientcount', '3', 'servercount', '2', 'capacity', '100');
    await fixture.until(() => fixture.link.load !== undefined);
    const end = { type: ServiceMessageType.closeConnection, connectionId: 'c1' } as const;
    fixture.link.send(end, SERVER);
    connection.resumeReading();
    await connection.next(ServiceMessageType.closeConnection);
    connection.ping('echo', 'heard');

    expect((await connection.next(ping)).values).toEqual(['echo', 'heard']);
  });

  test('[AZ-53] a connection of its own', async () => {
    await using fixture = await LinkFixture.start();
    const first = await fixture.peer.accepted(0);
    first.ping('target', 'instance-7');
    const second = await fixture.peer.connection(1);

    expect(second.query.get('target')).toBe('instance-7');
    expect(await second.next(handshakeRequest)).toMatchObject({
      connectionType: 1,
      target: 'instance-7',
    });
  });

  test('[AZ-53] no more of them than there may be, and none again', async () => {
    await using fixture = await LinkFixture.start({ maxConnectionCount: 2 });
    const first = await fixture.peer.accepted(0);
    first.ping('target', 'a');
    const second = await fixture.peer.accepted(1);
    first.ping('target', 'b');
    first.ping('echo', '1');
    await first.next(ping);
    second.close(1000);
    await second.closed();
    fixture.clock.advance(5_000);
    first.ping('target', 'c');
    const third = await fixture.peer.connection(2);

    expect(third.query.get('target')).toBe('c');
    expect(fixture.peer.requestCount).toBe(3);
  });

  test('[AZ-54] its load is known, and asked for every 10 seconds', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    expect(fixture.link.load).toBeUndefined();
    fixture.clock.advance(9_000);
    connection.ping('echo', '1');
    fixture.clock.advance(1_000);
    await connection.changes.until(() =>
      connection.all(ping).find(({ values }) => values[0] === 'status'),
    );
    connection.ping('clientcount', '3', 'servercount', '2', 'capacity', '100', 'status', '1');
    await fixture.until(() => fixture.link.load !== undefined);

    expect(connection.all(ping).filter(({ values }) => values[0] === 'status')).toEqual([
      { type: ping, values: ['status', '1'] },
    ]);
    expect(fixture.link.load).toEqual({ clientCount: 3, serverCount: 2, capacity: 100 });
  });

  test.each([
    ['those of the instance', 'east', ['lost', 'receive', 'receive']],
    ['all of them', '', ['lost', 'lost', 'lost']],
  ])('[AZ-55] the end of clients: %s', async (_name, instance, expected) => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    connection.open('c1', { headers: new Map([['asrs-instance-id', ['east']]]) });
    connection.open('c2', { headers: new Map([['asrs-instance-id', ['north']]]) });
    connection.open('c3');
    connection.ping('offline', instance);
    connection.ping('echo', '1');
    await connection.next(ping);
    const lastNotes = fixture.clients.opened.map(({ notes }) => notes.at(-1)?.split(' ', 1)[0]);

    expect(lastNotes).toEqual(expected);
    expect(fixture.router.notes).toEqual([`instance ${instance} gone`]);
  });

  test('[AZ-56] that another connection be used', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2 });
    const [leaving, other] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    leaving.open('c1');
    const { server } = FlowControlConnectionType;
    leaving.control(leaving.query.get('cid') ?? '', server, FlowControlOperation.offline);
    leaving.ping('echo', '1');
    other.ping('echo', '1');
    await Promise.all([leaving.next(ping), other.next(ping)]);
    fixture.link.send(joinGroup('outside'), SERVER);
    fixture.link.send(joinGroup('own'), { of: 'client', connectionId: 'c1' });
    await leaving.next(ServiceMessageType.joinGroup);
    await other.next(ServiceMessageType.joinGroup);

    expect(leaving.all(ServiceMessageType.joinGroup)).toEqual([joinGroup('own')]);
    expect(other.all(ServiceMessageType.joinGroup)).toEqual([joinGroup('outside')]);
  });

  test('[AZ-57] nothing of a secondary endpoint, whose connections are weak', async () => {
    await using fixture = await LinkFixture.start({ role: 'secondary' });
    const connection = await fixture.peer.connection(0);
    expect(await connection.next(handshakeRequest)).toMatchObject({ connectionType: 2 });
    connection.send({ type: ServiceMessageType.handshakeResponse });
    connection.ping('target', 'instance-7', 'echo', '1');
    await connection.next(ping);

    expect(fixture.peer.requestCount).toBe(1);
  });
});

test('[AZ-59] a new key is asked for as often as the endpoint wants it', async () => {
  const accepted: AccessKeyResponseMessage[] = [];
  await using fixture = await LinkFixture.start({
    keyExchange: {
      intervalMs: 60_000,
      createRequest: async () => ({
        type: ServiceMessageType.accessKeyRequest,
        token: 'entra',
        kid: 'old',
      }),
      accept: (response) => accepted.push(response),
    },
  });
  const connection = await fixture.peer.accepted(0);
  await fixture.until(() => fixture.link.isOnline);
  for (let second = 0; second < 60; second += 1) {
    fixture.clock.advance(1_000);
    connection.ping('echo', '1');
    await connection.next(ping);
  }
  const request = await connection.next(ServiceMessageType.accessKeyRequest);
  connection.send({
    type: ServiceMessageType.accessKeyResponse,
    kid: 'new',
    accessKey: 'secret',
  });
  connection.ping('echo', '1');
  await connection.next(ping);

  expect(request).toMatchObject({ token: 'entra', kid: 'old' });
  expect(accepted).toMatchObject([{ kid: 'new', accessKey: 'secret' }]);
});

test('[AZ-59] a key that cannot be asked for is in the log', async () => {
  await using fixture = await LinkFixture.start({
    keyExchange: {
      intervalMs: 2_000,
      createRequest: () => Promise.reject(new Error('no token')),
      accept: () => undefined,
    },
  });
  fixture.clock.advance(2_000);
  await new Promise(setImmediate);

  expect(fixture.logger.texts('warn')).toEqual(['No new key for Azure SignalR Service']);
});
