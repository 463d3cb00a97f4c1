/** The end of connections and of endpoints. Rules: docs/spec/signalr-transports.md, ST-90 to ST-92. */

import { describe, expect, test } from 'vitest';
import type { TransportConnection } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { sendRequest, statusAndBody } from './support/http-request.ts';
import { openRawWebSocket } from './support/raw-web-socket.ts';
import { openWebSocket, upgradeOutcome } from './support/web-socket-client.ts';

const stream = { headers: { Accept: 'text/event-stream' } };

describe('the end of a connection', () => {
  test('[ST-90] an abort is reported once, and not in the middle of the work', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const client = await openWebSocket(server.url());
    const connection = await opening;
    connection.send('lost');
    connection.transport.abort();
    expect(connection.closedCount).toBe(0);
    expect(server.endpoint.connectionCount).toBe(0);
    connection.transport.abort();
    connection.transport.close();
    expect(await connection.closed).toBeUndefined();
    expect(await client.closed).toBe(1006);
    expect(client.messages).toEqual([]);
    expect(connection.closedCount).toBe(1);
  });

  test('[ST-90] an abort cuts an event stream and a waiting poll', async () => {
    await using server = await EndpointServer.start();
    const streamUrl = await server.negotiate();
    const events = await EventStream.open(streamUrl);
    const cut = new Promise((resolve) => events.response.once('close', resolve));
    server.connections[0]?.transport.abort();
    await cut;
    const url = await server.negotiate();
    await sendRequest(url);
    const poll = sendRequest(url);
    await server.clock.timerStarted(90_000);
    server.connections[1]?.transport.abort();
    expect((await poll).status).toBe(204);
    expect(await statusAndBody(url)).toBe('404 No Connection with that ID');
  });

  test('[ST-90] an abort overtakes a graceful close', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const connection = await opening;
    socket.resume();
    connection.transport.close();
    connection.transport.abort();
    await gone;
    expect(await connection.closed).toBeUndefined();
  });
});

describe('the end of an endpoint', () => {
  test('[ST-91] every connection ends gracefully', async () => {
    await using server = await EndpointServer.start();
    const client = await openWebSocket(server.url());
    const events = await EventStream.open(await server.negotiate());
    const url = await server.negotiate();
    await sendRequest(url);
    const poll = sendRequest(url);
    await server.clock.timerStarted(90_000);
    const unused = await server.negotiate();
    for (const connection of server.connections) {
      connection.send('bye');
    }
    const closed = server.endpoint.close();
    expect((await poll).body).toBe('bye');
    expect((await sendRequest(url)).status).toBe(204);
    expect(await client.closed).toBe(1000);
    expect(client.messages).toEqual(['text: bye']);
    await events.ended;
    expect(events.text).toBe(':\r\ndata: bye\r\n\r\n');
    await closed;
    expect(server.endpoint.connectionCount).toBe(0);
    expect(await statusAndBody(unused)).toBe('404 No Connection with that ID');
  });

  test('[ST-91] who takes too long is cut off', async () => {
    await using server = await EndpointServer.start();
    const socket = await openRawWebSocket(server.url());
    socket.resume();
    await sendRequest(await server.negotiate());
    const closed = server.endpoint.close();
    expect(server.endpoint.connectionCount).toBe(2);
    server.clock.advance(5_000);
    await closed;
    expect(server.endpoint.connectionCount).toBe(0);
    expect(await Promise.all(server.connections.map((connection) => connection.closed))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('[ST-91] nothing new is accepted', async () => {
    await using server = await EndpointServer.start();
    await server.endpoint.close();
    expect(await statusAndBody(server.negotiateUrl, { method: 'POST' })).toBe('503');
    expect(await upgradeOutcome(server.url())).toBe('503');
  });
});

describe('a connection that is not taken over', () => {
  const TAKE_OVERS = [
    [
      'fails to take it over',
      () => {
        throw new Error('no room');
      },
    ],
    [
      'aborts it',
      (connection: TransportConnection) => {
        connection.abort();
      },
    ],
  ] as const;

  test.each(TAKE_OVERS)('[ST-92] where the application %s', async (_name, onConnection) => {
    await using server = await EndpointServer.start({ onConnection });
    expect(await statusAndBody(await server.negotiate())).toBe('500');
    expect(await statusAndBody(await server.negotiate(), stream)).toBe('500');
    const client = await openWebSocket(server.url());
    expect(await client.closed).toBe(1006);
    expect(server.endpoint.connectionCount).toBe(0);
  });

  test('[ST-92] a connection that is closed at once ends gracefully', async () => {
    await using server = await EndpointServer.start({
      onConnection: (connection) => {
        connection.send(Buffer.from('full'));
        connection.close();
      },
    });
    const client = await openWebSocket(server.url());
    expect(await client.closed).toBe(1000);
    expect(client.messages).toEqual(['text: full']);
    const events = await EventStream.open(await server.negotiate());
    await events.ended;
    expect(events.text).toBe(':\r\ndata: full\r\n\r\n');
    const url = await server.negotiate();
    expect(await statusAndBody(url)).toBe('200');
    expect(await statusAndBody(url)).toBe('200 full');
    expect(await statusAndBody(url)).toBe('204');
  });
});
