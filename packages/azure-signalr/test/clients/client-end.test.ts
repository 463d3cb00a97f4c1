/** How a client of the service ends. Rules: docs/spec/azure-signalr.md, AZ-66 and AZ-85 to AZ-87. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { TransportError } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { ClientFixture } from '../support/client-fixture.ts';
import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import { claimsOfUser } from '../../src/endpoints/user-claims.ts';
import { joinGroup } from '../support/link-fixture.ts';
import { ServedHub } from '../support/served-hub.ts';

const { closeConnection, connectionData } = ServiceMessageType;
const MIGRATE_TO = new Map([['asrs-migrate-to', ['server-2']]]);

describe('the end of a client', () => {
  test('[AZ-85] by its hub comes behind what was sent', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.send('{}\u001e');
    client.send('last');
    client.connection.close();
    client.send('late');
    client.connection.close();
    expect(client.closed).toBeUndefined();
    await fixture.settled();

    expect(fixture.peer.messages.slice(2, 5)).toMatchObject([
      { type: connectionData },
      { type: connectionData, payload: new TextEncoder().encode('last') },
      { type: closeConnection, connectionId: 'c1' },
    ]);
    expect(fixture.peer.all(closeConnection)).toEqual([
      { type: closeConnection, connectionId: 'c1' },
    ]);
    expect(client.closed).toEqual({ error: undefined });
    expect(fixture.clients.clientCount).toBe(0);
  });

  test.each([
    [
      new TransportError('slow-consumer'),
      'The client reads more slowly than it is sent to: its buffer is full.',
    ],
    [new Error('password=x'), undefined],
    [undefined, undefined],
  ])('[AZ-85] by force has a reason that may be read: %s', async (error, errorMessage) => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.connection.abort(error);

    expect((await fixture.peer.next(closeConnection)).errorMessage).toBe(errorMessage);
    expect(client.closed).toEqual({ error });
  });

  test('[AZ-86] by the service comes with its reason', async () => {
    await using fixture = await ClientFixture.start();
    const clients = [await fixture.open('c1'), await fixture.open('c2')];
    fixture.peer.send(
      { type: closeConnection, connectionId: 'c1' },
      { type: closeConnection, connectionId: 'c2', errorMessage: 'network' },
    );
    fixture.peer.data('c1', 'late');
    await fixture.settled();

    expect(clients[0]?.closed).toEqual({ error: undefined });
    expect(clients[1]?.closed?.error).toEqual(new TransportError('connection-lost'));
    expect(clients[1]?.closed?.error?.cause).toEqual(new Error('network'));
    expect(clients.map(({ said }) => said)).toEqual(['', '']);
    expect(fixture.peer.all(closeConnection)).toEqual([]);
  });

  test('[AZ-86] by the service waits for what its hub has yet to read', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.connection.pause();
    fixture.peer.data('c1', 'before');
    fixture.peer.send({ type: closeConnection, connectionId: 'c1' });
    await fixture.settled();
    expect(client.closed).toBeUndefined();
    client.connection.resume();
    await fixture.settled();

    expect(client.said).toBe('before');
    expect(client.closed).toEqual({ error: undefined });
  });

  test('[AZ-86] by the service waits no longer than 5 seconds', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.connection.pause();
    fixture.peer.data('c1', 'before');
    fixture.peer.send({ type: closeConnection, connectionId: 'c1' });
    await fixture.settled();
    fixture.clock.advance(5_000);
    await fixture.settled();
    client.connection.resume();

    expect(client.closed).toEqual({ error: undefined });
    expect(client.said).toBe('');
  });

  test('[AZ-66] with its server connection is a connection that is lost', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    fixture.peer.cut();
    await fixture.links.until(() => !fixture.links.link.isOnline);
    client.send('late');
    client.connection.abort();

    expect(client.closed?.error).toEqual(new TransportError('connection-lost'));
  });

  test('[AZ-87] at this server, to go on at another, is silent', async () => {
    await using fixture = await ClientFixture.start();
    const client = await fixture.open();
    client.send('{}\u001e');
    fixture.peer.send({ type: closeConnection, connectionId: 'c1', headers: MIGRATE_TO });
    await fixture.settled();
    client.send('late');
    client.connection.close();
    await fixture.settled();

    expect(client.closed).toEqual({ error: undefined });
    expect(fixture.peer.textFor('c1')).toBe('{}\u001e');
    expect(fixture.peer.all(closeConnection)).toEqual([]);
    expect(fixture.links.router.notes).toEqual(['migrated c1']);
  });
});

test('[AZ-66] a client may leave and another of its name come while the hub looks', async () => {
  await using fixture = await ClientFixture.start();
  const first = await fixture.open();
  fixture.peer.send({ type: closeConnection, connectionId: 'c1' });
  const second = await fixture.open();
  first.connection.close();
  fixture.links.link.send(joinGroup('g'), { of: 'client', connectionId: 'c1' });
  second.send('{}\u001e');
  await fixture.settled();

  expect(fixture.peer.all(closeConnection)).toEqual([]);
  expect(fixture.peer.textFor('c1')).toBe('{}\u001e');
  expect(fixture.links.link.carries('c1')).toBe(true);
});

test('[AZ-75] [SH-138] a client whose authentication ends is closed, and may come back', async () => {
  await using hub = await ServedHub.start(
    { shutdown: 'disconnect' },
    { closeOnAuthenticationExpiration: true },
  );
  const connection = await hub.service.accepted(0);
  const user = { userId: 'ann', claims: {} };
  connection.open('c1', { claims: claimsOfUser({ user, expiresAt: EPOCH_MS + 3_000 }) });
  connection.open('c2', { claims: claimsOfUser({ user, expiresAt: undefined }) });
  await connection.heard('c2', '{}\u001e');
  hub.clock.advance(2_000);
  connection.ping('echo', '1');
  await connection.next(ServiceMessageType.ping);
  expect(connection.textFor('c1')).toBe('{}\u001e');
  hub.clock.advance(1_000);
  const closed = await connection.next(closeConnection);

  expect(closed).toEqual({ type: closeConnection, connectionId: 'c1' });
  expect(connection.textFor('c1')).toBe('{}\u001e{"type":7,"allowReconnect":true}\u001e');
  expect(connection.textFor('c2')).toBe('{}\u001e');
});
