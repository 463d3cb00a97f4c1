/** From the application to the client. Rules: docs/spec/signalr-transports.md, ST-70 to ST-76. */

import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { RecordList } from '../../src/transports/carriers/record-list.ts';
import { RecordQueue } from '../../src/transports/carriers/record-queue.ts';
import { SendWatch } from '../../src/transports/carriers/send-watch.ts';
import type { TransportEndpointOptions } from '../../src/transports/index.ts';
import { createTraffic } from '../../src/transports/traffic.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { beginRequest, responseOf, sendRequest } from './support/http-request.ts';
import { openRawWebSocket } from './support/raw-web-socket.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket } from './support/web-socket-client.ts';

const SEND_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;
const DISCONNECT_TIMEOUT_MS = 15_000;
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
    const text = records.join('');
    const last = records.at(-1) ?? '';
    expect(await client.textUpTo(last)).toBe(text);
    const events = await stream.textUpTo(`${last}\r\n\r\n`);
    expect(events).toMatch(/^:\r\n(?:data: (?:<\d+:x*>)+\r\n\r\n)+$/);
    expect(events.replace(/^:\r\n|data: |\r\n/g, '')).toBe(text);
    expect((await sendRequest(url)).body).toBe(text);
  });

  test('[ST-141] what waits together is one WebSocket message, up to 64 KiB', async () => {
    await using server = await EndpointServer.start();
    const client = await openWebSocket(server.url());
    const record = (length: number): string => `<${'x'.repeat(length - 2)}>`;
    for (const length of [30_000, 30_000, 30_000, 100_000, 10]) {
      server.connections[0]?.send(record(length));
    }
    await client.textUpTo(record(10));
    const payloads = client.messages.map((message) => message.slice('text: '.length));
    expect(payloads.map(({ length }) => length)).toEqual([60_000, 30_000, 100_000, 10]);
    expect(payloads.join('')).toMatch(/^(?:<x+>)+$/);
  });

  test('[ST-71] bytes are framed once per wire format', () => {
    const bytes = Buffer.from('to all');
    const list = RecordList.empty().append(bytes);
    const frame = list.frameFor('web-socket-text');
    expect(frame).toEqual(Buffer.concat([Buffer.of(0x81, 6), bytes]));
    expect(list.frameFor('web-socket-text')).toBe(frame);
    expect(list.frameFor('web-socket-binary')).toEqual(Buffer.concat([Buffer.of(0x82, 6), bytes]));
    expect(list.frameFor('server-sent-event').toString()).toBe('data: to all\r\n\r\n');
  });

  test('[ST-142] connections that are sent the same records have one list of them, and no other', () => {
    const empty = RecordList.empty();
    const [one, two, three] = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
    const listOf = (records: readonly Buffer[]): RecordList => {
      let list = empty;
      for (const record of records) list = list.append(record);
      return list;
    };
    const shared = listOf([one, two]);
    expect(listOf([one, two])).toBe(shared);
    expect(shared.frameFor('web-socket-text')).toEqual(
      Buffer.concat([Buffer.of(0x81, 6), one, two]),
    );
    const others = [[one, two, three], [one, three], [two, one], [Buffer.from('one'), two], [one]];
    for (const records of others) {
      const list = listOf(records);
      expect(list).not.toBe(shared);
      expect(list.count).toBe(records.length);
      expect(list.frameFor('web-socket-text').subarray(2)).toEqual(Buffer.concat(records));
    }
    expect(shared.frameFor('web-socket-text').subarray(2)).toEqual(Buffer.concat([one, two]));
  });

  test('[ST-142] what was taken is not held on to', () => {
    const empty = RecordList.empty();
    const record = Buffer.from('one');
    const queue = new RecordQueue(empty);
    queue.push(record);
    const taken = queue.takeAll();
    expect(queue.isEmpty).toBe(true);

    queue.push(record);
    expect(queue.takeAll()).not.toBe(taken);
  });

  test('[ST-141] a list is divided once for all who have it, and what is left is theirs as well', () => {
    const empty = RecordList.empty();
    const records = [40_000, 20_000, 20_000, 100_000, 10].map((length) =>
      Buffer.alloc(length, 'x'),
    );
    const [first, second] = [new RecordQueue(empty), new RecordQueue(empty)];
    for (const record of records) {
      first.push(record);
      second.push(record);
    }
    const sizes: number[] = [];
    while (!first.isEmpty) {
      const list = first.take();
      sizes.push(list.bytes);
      expect(second.take()).toBe(list);
    }
    expect(sizes).toEqual([60_000, 20_000, 100_000, 10]);
    expect(second.isEmpty).toBe(true);
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
    for (let index = 0; index < 1_000; index += 1) {
      connection.transport.send(record);
    }
    server.connections[1]?.send('still here');
    expect(await other.first(1)).toEqual(['text: still here']);
    await server.clock.timerStarted(CLOSE_TIMEOUT_MS);
    server.clock.advance(CLOSE_TIMEOUT_MS);
    expect(await connection.closed).toMatchObject({ code: 'slow-consumer' });
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
    expect(await client.textUpTo('x'.repeat(25_000))).toHaveLength(25_000);
  });

  test('[ST-73] what waits for a poll is bounded too', async () => {
    await using server = await EndpointServer.start({ maxBufferedBytes: 1_000 });
    await sendRequest(await server.negotiate());
    const connection = server.connections[0];
    for (let index = 0; index < 12; index += 1) {
      connection?.send('x'.repeat(100));
    }
    expect(connection?.transport.bufferedBytes).toBe(0);
    server.clock.advance(DISCONNECT_TIMEOUT_MS);
    expect(await connection?.closed).toMatchObject({ code: 'slow-consumer' });
  });

  test('[ST-143] a client that is cut off is told last, if it reads so far', async () => {
    await using server = await EndpointServer.start({ maxBufferedBytes: 1_000 });
    const url = await server.negotiate();
    await sendRequest(url);
    const connection = server.connections[0];
    connection?.transport.useFarewell(Buffer.from('too slow'));
    for (let index = 0; index < 12; index += 1) {
      connection?.send('x'.repeat(100));
    }
    expect((await sendRequest(url)).body).toBe('too slow');
    expect((await sendRequest(url)).status).toBe(204);
    expect(await connection?.closed).toMatchObject({ code: 'slow-consumer' });
  });

  test('[ST-144] what connections carry is counted', async () => {
    const traffic = createTraffic();
    await using server = await EndpointServer.start({ traffic });
    const client = await openWebSocket(server.url());
    server.connections[0]?.send('one');
    server.connections[0]?.send('three');
    await client.textUpTo('three');
    client.webSocket.send('seventeen');
    await server.connections[0]?.receivedUpTo('seventeen');
    expect(traffic).toEqual({ messagesSent: 2, bytesSent: 8, bytesReceived: 9 });
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
    const watch = new SendWatch({
      clock,
      timeoutMs: 10,
      begun: 1,
      onTimeout: () => (timeouts += 1),
    });
    watch.expectProgress();
    watch.begin();
    watch.expectProgress();
    watch.taken();
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
