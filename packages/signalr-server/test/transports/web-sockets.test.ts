/** Connections over WebSockets. Rules: docs/spec/signalr-transports.md, ST-30 to ST-39. */

import { describe, expect, test } from 'vitest';
import { TransportError } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { statusAndBody } from './support/http-request.ts';
import { clientFrame, fragment, openRawWebSocket, rawUpgrade } from './support/raw-web-socket.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket, type WebSocketClient } from './support/web-socket-client.ts';

interface Pair {
  readonly client: WebSocketClient;
  readonly connection: RecordedConnection;
}

async function connect(server: EndpointServer): Promise<Pair> {
  const opening = server.nextConnection();
  const client = await openWebSocket(server.url());
  return { client, connection: await opening };
}

describe('WebSockets', () => {
  test('the connection says what it is', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    await openWebSocket(server.url('?room=1'), { headers: { 'X-Test': 'yes' } });
    const { transport } = await opening;
    expect(transport.transport).toBe('WebSockets');
    expect(transport.canCarryBinary).toBe(true);
    expect(transport.user).toEqual({ userId: undefined, claims: {} });
    expect(transport.request.headers['x-test']).toBe('yes');
  });

  test('[ST-30] the opcode follows the transfer format', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await connect(server);
    connection.send('first');
    await client.first(1);
    connection.transport.useTransferFormat('Binary');
    connection.send('second');
    await client.first(2);
    connection.transport.useTransferFormat('Text');
    connection.send('third');
    expect(await client.first(3)).toEqual(['text: first', 'binary: second', 'text: third']);
  });

  test.each([0, 125, 126, 65_535, 65_536, 200_000])(
    '[ST-30] a record of %i bytes is one frame',
    async (length) => {
      await using server = await EndpointServer.start();
      const { client, connection } = await connect(server);
      connection.send('x'.repeat(length));
      expect(await client.first(1)).toEqual([`text: ${'x'.repeat(length)}`]);
    },
  );

  test('[ST-31] text and binary frames are the same bytes', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await connect(server);
    client.webSocket.send('one ');
    client.webSocket.send(Buffer.from('two '));
    client.webSocket.send('thr', { fin: false });
    client.webSocket.send('ee', { fin: true });
    expect(await connection.receivedUpTo('three')).toBe('one two three');
  });

  test('[ST-32] our close carries 1000, after what was sent before it', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await connect(server);
    connection.send('last words');
    connection.transport.close();
    expect(await client.closed).toBe(1000);
    expect(client.messages).toEqual(['text: last words']);
    expect(await connection.closed).toBeUndefined();
    expect(server.endpoint.connectionCount).toBe(0);
  });

  test.each([undefined, 1000, 1001, 3000])(
    '[ST-33] a close of the client with %s is answered 1000',
    async (code) => {
      await using server = await EndpointServer.start();
      const { client, connection } = await connect(server);
      client.webSocket.close(code, code === undefined ? undefined : 'bye');
      expect(await client.closed).toBe(1000);
      expect(await connection.closed).toBeUndefined();
    },
  );

  test('[ST-33] the close frame is the end, however long the socket stays', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(clientFrame(0x8));
    expect(await connection.closed).toBeUndefined();
    expect((await answer).subarray(0, 4)).toEqual(Buffer.of(0x88, 2, 1000 >> 8, 1000 & 0xff));
    expect(socket.destroyed).toBe(false);
    server.clock.advance(5_000);
    await gone;
  });

  test('[ST-34] a client that does not answer our close is cut off', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    connection.transport.close();
    await server.clock.timerStarted(5_000);
    server.clock.advance(4_999);
    expect(server.endpoint.connectionCount).toBe(1);
    server.clock.advance(1);
    await gone;
    expect(await connection.closed).toBeUndefined();
  });

  test('[ST-35] a socket that ends without a close frame is a lost connection', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await connect(server);
    client.webSocket.terminate();
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' });
    expect(await connection.closed).toBeInstanceOf(TransportError);
  });

  test.each([
    ['not masked', Buffer.of(0x81, 1, 0x41), 1002],
    ['of an unknown kind', Buffer.of(0x83, 0x80, 0, 0, 0, 0), 1002],
    ['compressed', Buffer.of(0xc1, 0x80, 0, 0, 0, 0), 1002],
    ['a continuation of nothing', clientFrame(0x0), 1002],
    [
      'a message in the middle of another',
      Buffer.concat([fragment(0x1, 'one'), fragment(0x1, 'two')]),
      1002,
    ],
    ['a close whose reason is not UTF-8', clientFrame(0x8, Buffer.of(0x03, 0xe8, 0xff)), 1007],
    ['longer than any number', Buffer.of(0x82, 0xff, ...Array<number>(12).fill(0xff)), 1009],
  ])('[ST-36] a frame that is %s is closed with its code', async (_name, frame, code) => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(frame);
    expect(await connection.closed).toMatchObject({ code: 'invalid-frame' });
    expect((await answer).subarray(0, 4)).toEqual(Buffer.of(0x88, 2, code >> 8, code & 0xff));
    // Nobody reads what else comes.
    socket.write(clientFrame(0x1, Buffer.from('more')));
    socket.end();
  });

  test('[ST-33] what follows a close frame is nothing', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    const last = clientFrame(0x1, Buffer.from('last'));
    socket.write(Buffer.concat([last, clientFrame(0x8), last, clientFrame(0x0)]));
    expect(await connection.closed).toBeUndefined();
    expect(connection.received).toBe('last');
    socket.destroy();
  });

  test('[ST-37] neither compression nor a sub-protocol is agreed to', async () => {
    await using server = await EndpointServer.start();
    const { socket, headers } = await rawUpgrade(server.url(), {
      'Sec-WebSocket-Extensions': 'permessage-deflate',
      'Sec-WebSocket-Protocol': 'chat, superchat',
    });
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
    socket.destroy();
  });

  test('[ST-39] what has come of a message is handed up without the rest', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    const header = Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
    socket.write(Buffer.concat([header, Buffer.from('the first of 4 GiB')]));
    expect(await connection.receivedUpTo('GiB')).toBe('the first of 4 GiB');
    socket.write(', and more');
    expect(await connection.receivedUpTo('more')).toBe('the first of 4 GiB, and more');
    socket.destroy();
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' });
  });

  test('[ST-39] fragments are handed up as they come, a ping between them is answered', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const socket = await openRawWebSocket(server.url());
    const connection = await opening;
    socket.write(fragment(0x1, 'one '));
    await connection.receivedUpTo('one ');
    const pong = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(clientFrame(0x9, Buffer.from('?')));
    expect(await pong).toEqual(Buffer.of(0x8a, 1, 0x3f));
    socket.write(Buffer.concat([fragment(0x0, 'two '), clientFrame(0x0, Buffer.from('three'))]));
    expect(await connection.receivedUpTo('three')).toBe('one two three');
    socket.destroy();
  });

  test('[ST-38] a malformed handshake is refused and leaves the connection as it was', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'short' };
    expect(await statusAndBody(url, { headers })).toMatch(/^400/);
    expect(server.connections).toEqual([]);
    await openWebSocket(url);
    expect(server.connections).toHaveLength(1);
  });
});
