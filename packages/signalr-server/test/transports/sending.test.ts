/** From the application to the client. Rules: docs/spec/signalr-transports.md, ST-70 to ST-76. */

import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { FrameCache } from '../../src/transports/frame-cache.ts';
import type { TransportEndpointOptions } from '../../src/transports/index.ts';
import { SendWatch } from '../../src/transports/send-watch.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { beginRequest, responseOf, sendRequest } from './support/http-request.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openRawWebSocket } from './support/raw-web-socket.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket } from './support/web-socket-client.ts';

const SEND_TIMEOUT_MS = 10_000;
/** More than any socket's buffers: a client that does not read cannot have taken it. */
const MORE_THAN_THE_SYSTEM_TAKES = Buffer.alloc(64 * 1_048_576, 'x');

interface NotReading {
  readonly connection: RecordedConnection;
  readonly socket: Socket;
}

/** A client that has connected and reads nothing. */
async function connectWithoutReading(
  options: Partial<TransportEndpointOptions> = {},
): Promise<{ server: EndpointServer } & NotReading> {
  const server = await EndpointServer.start(options);
  const opening = server.nextConnection();
  const socket = await openRawWebSocket(server.url());
  socket.pause();
  return { server, connection: await opening, socket };
}

describe('sending', () => {
  test('[ST-70] records stay whole and in order on every transport', async () => {
    await using server = await EndpointServer.start();
    const records = Array.from(
      { length: 50 },
      (_, index) => `<${index}:${'x'.repeat(index * 40)}>`,
    );

    const socketOpening = server.nextConnection();
    const client = await openWebSocket(server.url());
    const socketConnection = await socketOpening;
    const streamOpening = server.nextConnection();
    const stream = await EventStream.open(await server.negotiate());
    const streamConnection = await streamOpening;
    const url = await server.negotiate();
    await sendRequest(url);
    const pollConnection = server.connections[2];

    for (const record of records) {
      socketConnection.send(record);
      streamConnection.send(record);
      pollConnection?.send(record);
    }
    expect(await client.first(50)).toEqual(records.map((record) => `text: ${record}`));
    const events = records.map((record) => `data: ${record}\r\n\r\n`);
    expect(await stream.textUpTo(events.at(-1) ?? '')).toBe(`:\r\n${events.join('')}`);
    expect((await sendRequest(url)).body).toBe(records.join(''));
  });

  test('[ST-71] bytes are framed once per wire format', () => {
    const frames = new FrameCache();
    const bytes = Buffer.from('to all');
    const frame = frames.get(bytes, 'web-socket-text');
    expect(frame).toEqual(Buffer.concat([Buffer.of(0x81, 6), bytes]));
    expect(frames.get(bytes, 'web-socket-text')).toBe(frame);
    expect(frames.get(bytes, 'web-socket-binary')).toEqual(
      Buffer.concat([Buffer.of(0x82, 6), bytes]),
    );
    expect(frames.get(bytes, 'server-sent-event').toString()).toBe('data: to all\r\n\r\n');
    expect(frames.get(Buffer.from('to all'), 'web-socket-text')).not.toBe(frame);
  });

  test('[ST-71] a broadcast reaches every connection in its own format', async () => {
    await using server = await EndpointServer.start();
    const first = await openWebSocket(server.url());
    const second = await openWebSocket(server.url());
    const third = await EventStream.open(await server.negotiate());
    server.connections[1]?.transport.useTransferFormat('Binary');
    const bytes = Buffer.from('to all');
    for (const { transport } of server.connections) {
      transport.send(bytes);
    }
    expect(await first.first(1)).toEqual(['text: to all']);
    expect(await second.first(1)).toEqual(['binary: to all']);
    expect(await third.textUpTo('all\r\n\r\n')).toBe(':\r\ndata: to all\r\n\r\n');
  });

  test('[ST-72] what is sent in one turn is written together', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await sendRequest(url);
    const poll = sendRequest(url);
    await server.clock.timerStarted(90_000);
    const connection = server.connections[0];
    connection?.send('one ');
    connection?.send('two');
    expect(connection?.transport.bufferedBytes).toBe(7);
    expect((await poll).body).toBe('one two');
    expect(connection?.transport.bufferedBytes).toBe(0);
  });

  test('[ST-73] a client that does not read is cut off, and nobody else notices', async () => {
    const { server, connection, socket } = await connectWithoutReading({
      maxBufferedBytes: 65_536,
    });
    await using _ = server;
    const other = await openWebSocket(server.url());
    const record = Buffer.alloc(65_536, 'x');
    for (let index = 0; index < 1_000 && server.endpoint.connectionCount === 2; index += 1) {
      connection.transport.send(record);
    }
    server.connections[1]?.send('still here');
    expect(await connection.closed).toMatchObject({ code: 'slow-consumer' });
    expect(await other.first(1)).toEqual(['text: still here']);
    expect(connection.transport.bufferedBytes).toBeLessThan(65_536);
    socket.destroy();
  });

  test('[ST-73] one record may be larger than the bound', async () => {
    await using server = await EndpointServer.start({ maxBufferedBytes: 1_000 });
    const client = await openWebSocket(server.url());
    server.connections[0]?.send('x'.repeat(100_000));
    expect(await client.first(1)).toEqual([`text: ${'x'.repeat(100_000)}`]);
    expect(server.endpoint.connectionCount).toBe(1);
  });

  test('[ST-73] a burst that the system takes at once is not slow', async () => {
    await using server = await EndpointServer.start({ maxBufferedBytes: 1_000 });
    const client = await openWebSocket(server.url());
    for (let index = 0; index < 50; index += 1) {
      server.connections[0]?.send('x'.repeat(500));
    }
    expect(await client.first(50)).toHaveLength(50);
  });

  test('[ST-73] what waits for a poll is bounded too', async () => {
    await using server = await EndpointServer.start({ maxBufferedBytes: 1_000 });
    await sendRequest(await server.negotiate());
    const connection = server.connections[0];
    for (let index = 0; index < 12; index += 1) {
      connection?.send('x'.repeat(100));
    }
    expect(await connection?.closed).toMatchObject({ code: 'slow-consumer' });
  });

  test('[ST-74] a WebSocket that takes nothing for the send timeout is cut off', async () => {
    const { server, connection, socket } = await connectWithoutReading();
    await using _ = server;
    connection.transport.send(MORE_THAN_THE_SYSTEM_TAKES);
    await server.clock.timerStarted(SEND_TIMEOUT_MS);
    server.clock.advance(SEND_TIMEOUT_MS - 1);
    expect(server.endpoint.connectionCount).toBe(1);
    server.clock.advance(1);
    expect(await connection.closed).toMatchObject({ code: 'send-timeout' });
    socket.destroy();
  });

  test('[ST-74] a WebSocket that has taken everything in time goes on', async () => {
    const { server, connection, socket } = await connectWithoutReading();
    await using _ = server;
    connection.transport.send(MORE_THAN_THE_SYSTEM_TAKES);
    await server.clock.timerStarted(SEND_TIMEOUT_MS);
    let received = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > MORE_THAN_THE_SYSTEM_TAKES.length) {
          resolve();
        }
      });
      socket.resume();
    });
    // A record that comes back shows that the server's own side of the write is over.
    socket.write(Buffer.of(0x81, 0x84, 0, 0, 0, 0, 0x64, 0x6f, 0x6e, 0x65));
    await connection.receivedUpTo('done');
    server.clock.advance(SEND_TIMEOUT_MS * 2);
    expect(server.endpoint.connectionCount).toBe(1);
    socket.destroy();
  });

  test('[ST-74] a later write is watched as the first one was', () => {
    const clock = new ManualClock();
    let timeouts = 0;
    const watch = new SendWatch({ clock, timeoutMs: 10, onTimeout: () => (timeouts += 1) });
    const firstTaken = watch.begin();
    watch.expectProgress();
    watch.begin();
    watch.expectProgress();
    firstTaken();
    clock.advance(10);
    expect(timeouts).toBe(0);
    clock.advance(10);
    expect(timeouts).toBe(1);
    expect(clock.hasTimer(10)).toBe(false);
  });

  test('[ST-74] an event stream that takes nothing is cut off', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const request = beginRequest(await server.negotiate(), {
      headers: { Accept: 'text/event-stream' },
    });
    request.end();
    const response = await responseOf(request);
    response.on('error', () => response.destroy());
    const connection = await opening;
    connection.transport.send(MORE_THAN_THE_SYSTEM_TAKES);
    await server.clock.timerStarted(SEND_TIMEOUT_MS);
    server.clock.advance(SEND_TIMEOUT_MS);
    expect(await connection.closed).toMatchObject({ code: 'send-timeout' });
    request.destroy();
  });

  test('[ST-74] a poll whose answer is not taken ends the connection', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await sendRequest(url);
    const connection = server.connections[0];
    connection?.transport.send(MORE_THAN_THE_SYSTEM_TAKES);
    const request = beginRequest(url);
    request.end();
    const response = await responseOf(request);
    response.on('error', () => response.destroy());
    server.clock.advance(SEND_TIMEOUT_MS);
    expect(await connection?.closed).toMatchObject({ code: 'send-timeout' });
    request.destroy();
  });

  test('[ST-75] sending on a connection that has ended does nothing', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const client = await openWebSocket(server.url());
    const connection = await opening;
    connection.transport.close();
    connection.send('too late');
    expect(connection.transport.bufferedBytes).toBeLessThan(5);
    expect(await client.closed).toBe(1000);
    expect(client.messages).toEqual([]);
    await connection.closed;
    connection.send('much too late');
    expect(connection.transport.bufferedBytes).toBe(0);
  });

  test('[ST-76] the layer above hears when less is waiting, on every transport', async () => {
    await using server = await EndpointServer.start();
    await openWebSocket(server.url());
    await EventStream.open(await server.negotiate());
    const url = await server.negotiate();
    await sendRequest(url);
    const poll = sendRequest(url);
    await server.clock.timerStarted(90_000);

    for (const { transport } of server.connections) {
      const drained = new Promise<void>((resolve) => transport.onDrained(resolve));
      transport.send(Buffer.from('hello'));
      expect(transport.bufferedBytes).toBe(5);
      await drained;
      expect(transport.bufferedBytes).toBe(0);
    }
    expect((await poll).body).toBe('hello');
  });
});
