/** Connections that outlive their sockets. Rules: docs/spec/signalr-transports.md, ST-120 to ST-132. */

import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { TransportError } from '../../src/transports/index.ts';
import type { Authentication } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { sendRequest } from './support/http-request.ts';
import { clientFrame, openRawWebSocket } from './support/raw-web-socket.ts';
import {
  interruptResumable,
  negotiateResumable,
  openResumable,
  SocketNotes,
  startResumable,
} from './support/resumable-connection.ts';
import { openWebSocket, upgradeOutcome } from './support/web-socket-client.ts';

const WINDOW_MS = 15_000;

describe('negotiate', () => {
  test.each(['true', 'True', 'TRUE', '%20true%20'])(
    '[ST-120] useStatefulReconnect=%s is answered with leave to come back',
    async (value) => {
      await using server = await startResumable();
      const answer = await sendRequest(
        `${server.negotiateUrl}?negotiateVersion=1&UseStatefulReconnect=${value}`,
        { method: 'POST' },
      );
      expect(answer.body).toMatch(/^\{"useStatefulReconnect":true,"negotiateVersion":[01],/);
    },
  );

  test.each(['', '&useStatefulReconnect=false', '&useStatefulReconnect=1'])(
    '[ST-120] a client that asks with "%s" is promised nothing',
    async (query) => {
      await using server = await startResumable();
      const answer = await sendRequest(`${server.negotiateUrl}?negotiateVersion=1${query}`, {
        method: 'POST',
      });
      expect(JSON.parse(answer.body)).not.toHaveProperty('useStatefulReconnect');
    },
  );

  test('[ST-120] an endpoint does not allow it by itself', async () => {
    await using server = await EndpointServer.start();
    const answer = await sendRequest(
      `${server.negotiateUrl}?negotiateVersion=1&useStatefulReconnect=true`,
      { method: 'POST' },
    );
    expect(JSON.parse(answer.body)).not.toHaveProperty('useStatefulReconnect');
  });
});

describe('which connection may come back', () => {
  test('[ST-121] a WebSocket that was negotiated so, until it has ended', async () => {
    await using server = await startResumable();
    const { connection } = await openResumable(server);
    expect(connection.transport.canReconnect).toBe(true);
    connection.transport.close();
    expect(connection.transport.canReconnect).toBe(false);
  });

  test('[ST-121] no other transport, and no WebSocket that was not', async () => {
    await using server = await startResumable();
    const events = await EventStream.open(await negotiateResumable(server));
    await sendRequest(await negotiateResumable(server));
    await openWebSocket(await server.negotiate());
    await openWebSocket(server.url());
    expect(server.connections.map(({ transport }) => transport.canReconnect)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    events.close();
  });

  test('[ST-122] before the layer above is ready a second socket is 409 and a broken one the end', async () => {
    await using server = await startResumable();
    const url = await negotiateResumable(server);
    const opening = server.nextConnection();
    const client = await openWebSocket(url);
    const connection = await opening;
    expect(await upgradeOutcome(url)).toBe('409');
    client.webSocket.terminate();
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' });
  });

  test('[ST-122] once disabled a second socket is 409 and a broken one the end', async () => {
    await using server = await startResumable();
    const { url, client, connection } = await openResumable(server);
    connection.transport.disableReconnect();
    expect(connection.transport.canReconnect).toBe(false);
    expect(await upgradeOutcome(url)).toBe('409');
    client.webSocket.terminate();
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' });
  });

  test('[ST-122] disabling ends a connection that waits for a socket', async () => {
    await using server = await startResumable();
    const { url, connection } = await interruptResumable(server);
    connection.transport.disableReconnect();
    await connection.closed;
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
  });
});

describe('another socket', () => {
  test('[ST-123] takes the place of the open one, which is cut', async () => {
    await using server = await startResumable();
    const { url, client, connection, sockets } = await openResumable(server);
    const second = await openWebSocket(url);
    expect(await client.closed).toBe(1006);
    expect(sockets.notes).toEqual(['reconnected']);

    connection.send('to the second');
    second.webSocket.send('from the second');
    expect(await connection.receivedUpTo('from the second')).toBe('from the second');
    expect(await second.first(1)).toEqual(['text: to the second']);
    expect(client.messages).toEqual([]);
    expect(server.connections).toHaveLength(1);
  });

  test('[ST-124] goes on with the connection, in the format that was chosen', async () => {
    await using server = await startResumable();
    const { url, client, connection, sockets } = await openResumable(server);
    connection.transport.useTransferFormat('Binary');
    client.webSocket.terminate();
    await sockets.until('interrupted');
    expect(connection.closedCount).toBe(0);
    expect(server.endpoint.connectionCount).toBe(1);

    const second = await openWebSocket(url);
    await sockets.until('reconnected');
    connection.send('again');
    expect(await second.first(1)).toEqual(['binary: again']);
    expect(server.connections).toHaveLength(1);
    server.clock.advance(WINDOW_MS);
    expect(connection.closedCount).toBe(0);
  });

  test('[ST-124] may break as well', async () => {
    await using server = await startResumable();
    const { url, connection, sockets } = await interruptResumable(server);
    const second = await openWebSocket(url);
    await sockets.until('reconnected');
    second.webSocket.terminate();
    await sockets.until('interrupted');
    const third = await openWebSocket(url);
    await sockets.until('reconnected');
    connection.send('third');
    expect(await third.first(1)).toEqual(['text: third']);
  });

  test('[ST-125] is authenticated, must be of the same user, and carries the newer claims', async () => {
    const authenticate = ({ headers }: IncomingMessage): Authentication => {
      const [userId, role] = (headers.authorization ?? '').split(' ');
      return userId === 'nobody'
        ? { kind: 'refused', status: 401 }
        : { kind: 'accepted', user: { userId, claims: { role } } };
    };
    await using server = await startResumable({ authenticate });
    const { url, connection } = await openResumable(server, { Authorization: 'ada guest' });
    const as = (authorization: string) => ({ headers: { Authorization: authorization } });

    expect(await upgradeOutcome(url, as('nobody'))).toBe('401');
    expect(await upgradeOutcome(url, as('eve'))).toBe('404 No Connection with that ID');
    expect(connection.transport.user.claims).toEqual({ role: 'guest' });
    await openWebSocket(url, as('ada admin'));
    expect(connection.transport.user.claims).toEqual({ role: 'admin' });
  });

  test('[ST-126] that does not come in time is the end', async () => {
    await using server = await startResumable();
    const { url, connection } = await interruptResumable(server);
    server.clock.advance(WINDOW_MS - 1);
    expect(server.endpoint.connectionCount).toBe(1);
    server.clock.advance(1);
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' });
    expect(server.endpoint.connectionCount).toBe(0);
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
  });

  test('[ST-127] is not sent what was sent before, which counts no bytes', async () => {
    await using server = await startResumable({ maxBufferedBytes: 10 });
    const { url, client, connection, sockets } = await openResumable(server);
    client.webSocket.terminate();
    connection.send('for the first socket');
    await sockets.until('interrupted');
    for (let count = 0; count < 3; count += 1) {
      connection.send('for no socket at all');
      await new Promise(setImmediate);
      expect(connection.transport.bufferedBytes).toBe(0);
    }

    connection.send('just before the second');
    const second = await openWebSocket(url);
    await sockets.until('reconnected');
    connection.send('for the second');
    expect(await second.first(1)).toEqual(['text: for the second']);
  });

  test('[ST-128] does not go on with a message that the first has begun', async () => {
    await using server = await startResumable();
    const url = await negotiateResumable(server);
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(url);
    const connection = await opening;
    const sockets = new SocketNotes(connection);
    socket.write(clientFrame(0x1, Buffer.from('whole;')));
    socket.write(clientFrame(0x1, Buffer.from('half a message')).subarray(0, -6));
    await connection.receivedUpTo('whole;half a m');
    socket.end();
    await sockets.until('interrupted');

    const second = await openWebSocket(url);
    second.webSocket.send('new;');
    // Pieces are handed up as they come; whoever puts them together begins anew at `reconnected`.
    expect(await connection.receivedUpTo('new;')).toBe('whole;half a mnew;');
    expect(sockets.notes).toEqual(['interrupted', 'reconnected']);
  });

  test('[ST-128] drops what the first brought and nobody took', async () => {
    await using server = await startResumable();
    const { url, client, connection, sockets } = await openResumable(server);
    client.webSocket.send('taken');
    await connection.receivedUpTo('taken');
    connection.transport.pause();
    client.webSocket.send('not taken');
    client.webSocket.terminate();
    await sockets.until('interrupted');

    const second = await openWebSocket(url);
    second.webSocket.send(' anew');
    connection.transport.resume();
    expect(await connection.receivedUpTo(' anew')).toBe('taken anew');
  });

  test('[ST-128] what the first brought is still handed up until then', async () => {
    await using server = await startResumable();
    const { client, connection, sockets } = await openResumable(server);
    connection.transport.pause();
    client.webSocket.send('late');
    client.webSocket.terminate();
    await sockets.until('interrupted');
    connection.transport.resume();
    expect(await connection.receivedUpTo('late')).toBe('late');
  });

  test('[ST-132] is read no further than the one before it while reading is paused', async () => {
    await using server = await startResumable();
    const { url, connection } = await openResumable(server);
    connection.transport.pause();
    const second = await openWebSocket(url);
    second.webSocket.send(`${'x'.repeat(100_000)}end`);
    const ping = new Promise((resolve) => second.webSocket.once('pong', resolve));
    second.webSocket.ping();
    await ping;
    expect(connection.received).toBe('');
    connection.transport.resume();
    expect(await connection.receivedUpTo('end')).toHaveLength(100_003);
  });
});

describe('the end', () => {
  test("[ST-129] a client's close is final", async () => {
    await using server = await startResumable();
    const { url, client, connection } = await openResumable(server);
    client.webSocket.close(1000);
    expect(await connection.closed).toBeUndefined();
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
  });

  test('[ST-129] our close is final, and meanwhile a new socket is 409', async () => {
    await using server = await startResumable();
    const url = await negotiateResumable(server);
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(url);
    const connection = await opening;
    const sockets = new SocketNotes(connection);
    socket.resume();
    connection.transport.close();
    await server.clock.timerStarted(5_000);
    expect(await upgradeOutcome(url)).toBe('409');
    socket.destroy();
    expect(await connection.closed).toBeUndefined();
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
    expect(sockets.notes).toEqual([]);
  });

  test('[ST-129] an abort and a malformed frame are final', async () => {
    await using server = await startResumable();
    const aborted = await openResumable(server);
    aborted.connection.transport.abort();
    expect(await aborted.connection.closed).toBeUndefined();
    expect(await upgradeOutcome(aborted.url)).toBe('404 No Connection with that ID');

    const url = await negotiateResumable(server);
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(url);
    const connection = await opening;
    const sockets = new SocketNotes(connection);
    socket.write(Buffer.of(0xff, 0x80, 0, 0, 0, 0));
    expect(await connection.closed).toBeInstanceOf(TransportError);
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
    expect(sockets.notes).toEqual([]);
    socket.destroy();
  });

  test.each(['close', 'abort'] as const)(
    '[ST-129] %s ends a connection that waits, at once',
    async (end) => {
      await using server = await startResumable();
      const { url, connection } = await interruptResumable(server);
      connection.transport[end]();
      expect(await connection.closed).toBeUndefined();
      expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
      expect(server.clock.hasTimer(WINDOW_MS)).toBe(false);
    },
  );

  test('[ST-130] an endpoint that closes does not wait for sockets', async () => {
    await using server = await startResumable();
    const { url, connection } = await interruptResumable(server);
    await server.endpoint.close();
    expect(await connection.closed).toBeUndefined();
    expect(await upgradeOutcome(url)).toBe('503');
  });

  test('[ST-131] of two sockets at once one stays, and the connection with it', async () => {
    await using server = await startResumable();
    const { url, connection } = await interruptResumable(server);
    const [one, other] = await Promise.all([openWebSocket(url), openWebSocket(url)]);
    const cut = await Promise.race([one.closed.then(() => one), other.closed.then(() => other)]);
    const kept = cut === one ? other : one;
    connection.send('still here');
    expect(await kept.first(1)).toEqual(['text: still here']);
    expect(connection.closedCount).toBe(0);
  });
});
