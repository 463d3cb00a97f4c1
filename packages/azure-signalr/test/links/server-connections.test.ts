/** Server connections on real sockets. Rules: docs/spec/azure-signalr.md, AZ-40 to AZ-51 and AZ-66 to AZ-68. */

import { readFileSync } from 'node:fs';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AckMessage } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { joinGroup, LinkFixture } from '../support/link-fixture.ts';

const SERVER = { of: 'server' } as const;
const { handshakeRequest, ping, joinGroup: joinGroupType } = ServiceMessageType;

describe('opening', () => {
  test('[AZ-40] makes as many connections as it is told, each of its own', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 3 });
    const connections = await Promise.all([0, 1, 2].map((index) => fixture.peer.accepted(index)));

    expect(new Set(connections.map(({ query }) => query.get('cid'))).size).toBe(3);
    for (const { request, query } of connections) {
      expect(query.get('hub')).toBe('chat');
      expect(request.headers['sec-websocket-protocol']).toBeUndefined();
      expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    }
  });

  test('[AZ-41] shows the token and says who we are', async () => {
    await using fixture = await LinkFixture.start();
    const { request } = await fixture.peer.connection(0);
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { name, version } = JSON.parse(manifest) as { name: string; version: string };

    expect(request.headers['authorization']).toBe('Bearer secret-token');
    expect(request.headers['x-asrs-server-id']).toBe('server-1');
    expect(request.headers['asrs-user-agent']).toMatch(`${name}/${version} (Node.js v`);
  });

  test('[AZ-42] begins with the handshake', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.connection(0);

    expect(await connection.next(handshakeRequest)).toEqual({
      type: handshakeRequest,
      version: 1,
      connectionType: 0,
      migrationLevel: 1,
    });
  });

  test('[AZ-42] says what clients may do, as the settings have it', async () => {
    await using fixture = await LinkFixture.start({
      canMigrate: false,
      allowStatefulReconnects: true,
    });
    const connection = await fixture.peer.connection(0);

    expect(await connection.next(handshakeRequest)).toMatchObject({
      migrationLevel: 0,
      allowStatefulReconnects: true,
    });
  });

  test('[AZ-43] goes on when the service has answered', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.connection(0);
    await connection.next(handshakeRequest);
    expect(fixture.link.isOnline).toBe(false);
    expect(() => fixture.link.send(joinGroup('g'), SERVER)).toThrow(
      expect.objectContaining({ code: 'service-unavailable' }),
    );
    connection.send({ type: ServiceMessageType.handshakeResponse, connectionId: 'x' });
    await fixture.until(() => fixture.link.isOnline);
    fixture.link.send(joinGroup('g'), SERVER);

    expect(await connection.next(joinGroupType)).toEqual(joinGroup('g'));
  });

  test('[AZ-43] ends without an answer', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.connection(0);
    await connection.next(handshakeRequest);
    fixture.clock.advance(15_000);

    expect(await connection.closed()).toBe(1000);
  });

  test('[AZ-44] ends without an address', async () => {
    await using fixture = await LinkFixture.start({
      findAddress: () => new Promise(() => undefined),
    });
    fixture.clock.advance(29_000);
    expect(fixture.link.isUnreachable).toBe(false);
    fixture.clock.advance(1_000);

    expect(fixture.link.isUnreachable).toBe(true);
  });
});

describe('an open connection', () => {
  test('[AZ-45] ends when the service is silent', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    fixture.clock.advance(30_000);

    expect(await connection.closed()).toBe(1000);
    expect(fixture.link.isOnline).toBe(false);
  });

  test('[AZ-45] is not judged by a process that has slept', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    fixture.clock.sleep(60_000);
    expect(fixture.link.isOnline).toBe(true);
    connection.ping('echo', '1');
    await connection.next(ping);
    fixture.clock.advance(29_000);

    expect(fixture.link.isOnline).toBe(true);
  });

  test('[AZ-46] says how many clients there are', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    connection.open('c1');
    await fixture.until(() => fixture.link.isOnline);
    fixture.clients.clientCount = 12;
    fixture.clock.advance(6_000);
    connection.ping();

    const { values } = await connection.next(ping);
    expect(values).toEqual(['#clientInHub', '12', '#client', '1']);
  });

  test('[AZ-48] writes what one turn sends as one frame', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    for (const name of ['a', 'b', 'c']) {
      fixture.link.send(joinGroup(name), SERVER);
    }
    await connection.next(joinGroupType);

    expect(connection.frames.at(-1)).toBe(3);
  });

  test('[AZ-48] writes a turn that sends much as several', async () => {
    await using fixture = await LinkFixture.start({ maxPendingBytes: 10_000_000 });
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    for (let index = 0; index < 3; index += 1) {
      fixture.link.send(joinGroup('x'.repeat(70_000)), SERVER);
    }
    await connection.changes.until(() => connection.frames[2]);

    expect(connection.frames.slice(1)).toEqual([2, 1]);
  });

  test('[AZ-49] is refused what waits beyond its bound', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    connection.pauseReading();
    const flood = (): void => {
      for (let index = 0; index < 1_000; index += 1) {
        fixture.link.send(joinGroup('x'.repeat(65_000)), SERVER);
      }
    };

    expect(flood).toThrow(expect.objectContaining({ code: 'service-overloaded' }));
    const end = { type: ServiceMessageType.closeConnection, connectionId: 'c1' } as const;
    expect(() => fixture.link.send(end, SERVER)).not.toThrow();
    connection.resumeReading();
    await connection.next(ServiceMessageType.closeConnection);
    expect(() => fixture.link.send(joinGroup('after'), SERVER)).not.toThrow();
  });

  test('[AZ-49] takes a message as long as what may wait, and none that is longer', async () => {
    await using fixture = await LinkFixture.start({ maxPendingBytes: 1_000_100 });
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    expect(() => fixture.link.send(joinGroup('x'.repeat(1_000_100)), SERVER)).toThrow(
      expect.objectContaining({ code: 'service-overloaded' }),
    );
    fixture.link.send(joinGroup('x'.repeat(1_000_000)), SERVER);

    expect((await connection.next(joinGroupType)).groupName).toHaveLength(1_000_000);
  });

  test.each([
    ['a body that is no array', Uint8Array.of(1, 0xc1), 1002],
    ['a message without end', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f), 1009],
    ['a truncated body', Uint8Array.of(2, 0x95, 0x06), 1002],
  ])('[AZ-50] ends at %s', async (_name, bytes, status) => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    connection.open('c1');
    connection.sendBytes(bytes);
    connection.open('c2');

    expect(await connection.closed()).toBe(status);
    expect(fixture.clients.opened.map(({ notes }) => notes.at(-1))).toEqual([
      'lost The service broke the protocol.',
    ]);
  });

  test('[AZ-51] sends no more than pings after a service error', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    connection.open('c1');
    connection.send({ type: ServiceMessageType.serviceError, errorMessage: 'quota of today' });
    await fixture.until(() => fixture.link.isUnreachable);
    const refused = expect.objectContaining({
      code: 'service-refused',
      message: 'The service takes no more messages: quota of today',
    }) as Error;

    expect(() => fixture.link.send(joinGroup('g'), SERVER)).toThrow(refused);
    const ownLane = { of: 'client', connectionId: 'c1' } as const;
    expect(() => fixture.link.send(joinGroup('g'), ownLane)).toThrow(refused);
    fixture.clock.advance(6_000);
    connection.data('c1', 'still here');
    await connection.next(ping);
    expect(fixture.clients.opened[0]?.notes.at(-1)).toBe('receive still here');
    expect(fixture.logger.texts('error')).toEqual([
      'Azure SignalR Service takes no more messages from this server: its quota may be used up',
    ]);
  });

  test('[AZ-51] leaves what is bound to nobody to the others', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2 });
    const [silent, other] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    silent.send({ type: ServiceMessageType.serviceError, errorMessage: 'full' });
    silent.ping('echo', '1');
    await silent.next(ping);
    await fixture.until(() => fixture.link.isOnline);
    fixture.link.send(joinGroup('g'), SERVER);

    expect(await other.next(joinGroupType)).toEqual(joinGroup('g'));
  });

  test('[AZ-68] is told to the application when it breaks, and not when the server closes', async () => {
    const heard: string[] = [];
    let name = 'broken';
    const fixture = await LinkFixture.start({
      connectionCount: 2,
      onConnectionLost: () => heard.push(name),
    });
    const [lost] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    await fixture.until(() => fixture.link.isOnline);
    lost.cut();
    await fixture.until(() => heard.length > 0);
    name = 'closed';
    await fixture[Symbol.asyncDispose]();

    expect(heard).toEqual(['broken']);
  });

  test('[AZ-66] takes its clients and questions with it, and nobody else', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2 });
    const [lost, kept] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    lost.open('c1');
    kept.open('c2');
    kept.ping('echo', '1');
    lost.ping('echo', '1');
    await Promise.all([kept.next(ping), lost.next(ping)]);
    const ask = (connectionId: string): Promise<AckMessage> =>
      fixture.link.ask(
        (ackId) => ({ ...joinGroup('g'), type: ServiceMessageType.joinGroupWithAck, ackId }),
        { of: 'client', connectionId },
      );
    const [broken, answered] = [ask('c1'), ask('c2')];
    lost.cut();
    await expect(broken).rejects.toMatchObject({ code: 'service-unavailable' });
    const { ackId } = await kept.next(ServiceMessageType.joinGroupWithAck);
    kept.send({ type: ServiceMessageType.ack, ackId, status: 1 });

    expect(await answered).toMatchObject({ status: 1 });
    const lastNotes = fixture.clients.opened.map(({ connectionId, notes }) => [
      connectionId,
      notes.at(-1)?.split(' ', 1)[0],
    ]);
    expect(Object.fromEntries(lastNotes)).toEqual({ c1: 'lost', c2: 'receive' });
    expect(fixture.router.notes).toEqual([]);
    expect(fixture.link.carries('c1')).toBe(false);
    expect(fixture.link.carries('c2')).toBe(true);
  });

  test('[AZ-69] is passed by from the moment that the service begins to close it', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2 });
    const [first, second] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    for (const connection of [first, second]) {
      connection.ping('echo', '1');
      await connection.next(ping);
    }
    fixture.link.send(joinGroup('g'), SERVER);
    await Promise.race([first.next(joinGroupType), second.next(joinGroupType)]);
    const [closing, other] =
      first.all(joinGroupType).length > 0 ? [first, second] : [second, first];
    // The service never hears that the server has agreed to the end.
    closing.pauseReading();
    closing.close(1001);
    while (other.all(joinGroupType).length === 0) {
      fixture.link.send(joinGroup('h'), SERVER);
      await new Promise(setImmediate);
    }

    expect(other.all(joinGroupType)[0]).toEqual(joinGroup('h'));
    expect(fixture.router.notes).toEqual([]);
    expect(fixture.clock.hasTimer(0)).toBe(false);
  });

  test('[AZ-66] tells the router when it was the last', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    connection.close(1001);
    await fixture.until(() => fixture.link.isUnreachable);

    expect(fixture.router.notes).toEqual(['lost']);
  });

  test('[AZ-74] [AZ-108] fails what it was asked when it is closed', async () => {
    await using fixture = await LinkFixture.start();
    await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    const type = ServiceMessageType.joinGroupWithAck;
    const answer = fixture.link.ask((ackId) => ({ ...joinGroup('g'), type, ackId }), SERVER);
    const closed = fixture.link.close();

    await expect(answer).rejects.toMatchObject({ code: 'service-closed' });
    await closed;
  });

  test('[AZ-67] ignores what makes no sense', async () => {
    await using fixture = await LinkFixture.start();
    const connection = await fixture.peer.accepted(0);
    const connectionId = 'nobody';
    connection.send(
      { type: ServiceMessageType.closeConnection, connectionId },
      { type: ServiceMessageType.connectionReconnect, connectionId },
      { type: handshakeRequest, version: 1, connectionType: 0, migrationLevel: 0 },
      { type: ServiceMessageType.handshakeResponse, errorMessage: 'late' },
      { type: ServiceMessageType.ack, ackId: 77, status: 1 },
      { type: ServiceMessageType.accessKeyResponse },
      { type: ServiceMessageType.serviceEvent, objectType: 1, kind: 3, id: 'x' },
      joinGroup('g'),
    );
    connection.data(connectionId, 'hello');
    connection.open('c1');
    connection.open('c1');
    connection.ping('echo', '1');
    await connection.next(ping);

    expect(fixture.link.isOnline).toBe(true);
    expect(fixture.clients.opened.map(({ notes }) => notes.at(-1)?.split(' ', 1)[0])).toEqual([
      'lost',
      'receive',
    ]);
  });
});
