/** From the client to the application. Rules: docs/spec/signalr-transports.md, ST-80 to ST-82 and ST-133. */

import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { InputGate } from '../../src/transports/connections/input-gate.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { answerOf, beginRequest, sendRequest } from './support/http-request.ts';
import { clientFrame, openRawWebSocket } from './support/raw-web-socket.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket } from './support/web-socket-client.ts';
import type { WebSocketClient } from './support/web-socket-client.ts';

/** More than the gate and every buffer on the way hold. */
const FLOOD_CHUNKS = 32;
const CHUNK_BYTES = 524_288;

/** Counts how often the network was stopped and let go. */
class CountingSource {
  pauses = 0;
  resumes = 0;

  pause(): void {
    this.pauses += 1;
  }

  resume(): void {
    this.resumes += 1;
  }
}

interface PausedConnection {
  readonly client: WebSocketClient;
  readonly connection: RecordedConnection;
}

async function openPaused(server: EndpointServer): Promise<PausedConnection> {
  const opening = server.nextConnection();
  const client = await openWebSocket(server.url());
  const connection = await opening;
  connection.transport.pause();
  return { client, connection };
}

/** A client that has said its last and closed, and a reader that has yet to hear of it. */
async function closeWhilePaused(
  server: EndpointServer,
): Promise<{ readonly socket: Socket; readonly connection: RecordedConnection }> {
  const opening = server.nextConnection();
  const socket = await openRawWebSocket(server.url());
  const connection = await opening;
  connection.transport.pause();
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write(Buffer.concat([clientFrame(0x1, Buffer.from('last')), clientFrame(0x8)]));
  await answered;
  return { socket, connection };
}

function sendFlood({ webSocket }: WebSocketClient): void {
  for (let index = 0; index < FLOOD_CHUNKS; index += 1) {
    webSocket.send(Buffer.alloc(CHUNK_BYTES, 'x'));
  }
}

/** Exchanges that begin later are over. */
async function passExchanges(server: EndpointServer): Promise<void> {
  for (let index = 0; index < 10; index += 1) {
    await server.negotiate();
  }
}

describe('receiving', () => {
  test('[ST-80] a paused gate holds everything and gives it in order', () => {
    const gate = new InputGate(new CountingSource());
    const received: string[] = [];
    gate.setHandler((chunk) => {
      received.push(Buffer.from(chunk).toString());
    });
    gate.receive(Buffer.from('1'));
    gate.pause();
    gate.receive(Buffer.from('2'));
    gate.receive(Buffer.from('3'));
    expect(received).toEqual(['1']);
    gate.resume();
    gate.receive(Buffer.from('4'));
    expect(received).toEqual(['1', '2', '3', '4']);
  });

  test('[ST-133] however small the chunks are, the network is stopped after so many', () => {
    const source = new CountingSource();
    const gate = new InputGate(source);
    let taken = 0;
    gate.setHandler(() => {
      taken += 1;
      if (taken === 1_000) {
        gate.pause();
      }
    });
    gate.pause();
    for (let count = 0; count <= 1_024; count += 1) {
      expect(source.pauses).toBe(0);
      gate.receive(Buffer.of(count));
    }
    expect(source).toMatchObject({ pauses: 1, resumes: 0 });
    gate.resume();
    expect(source).toMatchObject({ pauses: 1, resumes: 1 });
    gate.resume();
    expect(taken).toBe(1_025);
  });

  test('[ST-80] the reader may pause again at any chunk', () => {
    const gate = new InputGate(new CountingSource());
    const received: string[] = [];
    gate.setHandler((chunk) => {
      received.push(Buffer.from(chunk).toString());
      gate.pause();
    });
    for (const text of ['1', '2', '3']) {
      gate.receive(Buffer.from(text));
    }
    expect(received).toEqual(['1']);
    gate.resume();
    expect(received).toEqual(['1', '2']);
    gate.resume();
    expect(received).toEqual(['1', '2', '3']);
  });

  test('[ST-80] what comes while held chunks are being given keeps its place', () => {
    const gate = new InputGate(new CountingSource());
    const received: string[] = [];
    gate.setHandler((chunk) => {
      const text = Buffer.from(chunk).toString();
      received.push(text);
      if (text === '1') {
        gate.receive(Buffer.from('3'));
      }
    });
    gate.pause();
    gate.receive(Buffer.from('1'));
    gate.receive(Buffer.from('2'));
    gate.resume();
    expect(received).toEqual(['1', '2', '3']);
  });

  test('[ST-81] the network is stopped above 64 KiB and let go at half of it', () => {
    const source = new CountingSource();
    const gate = new InputGate(source);
    const chunk = Buffer.alloc(16_384);
    let taken = 0;
    gate.setHandler(() => {
      taken += 1;
      gate.pause();
    });
    gate.pause();
    for (let count = 0; count < 4; count += 1) {
      gate.receive(chunk);
    }
    expect(source).toMatchObject({ pauses: 0, resumes: 0 });
    gate.receive(chunk);
    gate.receive(chunk);
    expect(source).toMatchObject({ pauses: 1, resumes: 0 });
    for (let count = 0; count < 3; count += 1) {
      gate.resume();
    }
    expect(source).toMatchObject({ pauses: 1, resumes: 0 });
    gate.resume();
    expect(source).toMatchObject({ pauses: 1, resumes: 1 });
    expect(taken).toBe(4);
  });

  test('[ST-81] a paused WebSocket is read no further, and completely after resume', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await openPaused(server);
    sendFlood(client);
    client.webSocket.send('end');
    // The client is still not rid of its bytes.
    await passExchanges(server);
    expect(client.webSocket.bufferedAmount).toBeGreaterThan(0);
    expect(connection.received).toBe('');
    connection.transport.resume();
    expect((await connection.receivedUpTo('end')).length).toBe(FLOOD_CHUNKS * CHUNK_BYTES + 3);
  });

  test('[ST-81] a close lets the network flow again: its answer is read there', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await openPaused(server);
    sendFlood(client);
    await passExchanges(server);
    connection.transport.close();
    expect(await client.closed).toBe(1000);
    expect(await connection.closed).toBeUndefined();
    expect(connection.received).toBe('');
  });

  test('[ST-81] a POST is held while the connection is paused', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const opening = server.nextConnection();
    await EventStream.open(url);
    const connection = await opening;
    connection.transport.pause();
    let isAnswered = false;
    const request = beginRequest(url, { method: 'POST' });
    const answer = answerOf(request).then((result) => {
      isAnswered = true;
      return result;
    });
    request.end('x'.repeat(2_000_000));
    // Another exchange with the server, begun later, is over: the POST is not.
    await sendRequest(server.negotiateUrl, { method: 'POST' });
    expect(isAnswered).toBe(false);
    expect(connection.received).toBe('');
    connection.transport.resume();
    expect(await answer).toMatchObject({ status: 200 });
    expect(connection.received).toHaveLength(2_000_000);
  });

  test('[ST-81] a small POST is answered although the connection is paused', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const opening = server.nextConnection();
    await EventStream.open(url);
    const connection = await opening;
    connection.transport.pause();
    const answer = await sendRequest(url, { method: 'POST', body: 'held' });
    expect(answer.status).toBe(200);
    expect(connection.received).toBe('');
    connection.transport.resume();
    expect(connection.received).toBe('held');
  });

  test('[ST-82] what came before the end is handed up before the end is', async () => {
    await using server = await EndpointServer.start();
    const { socket, connection } = await closeWhilePaused(server);
    expect(connection.closedCount).toBe(0);
    expect(server.endpoint.connectionCount).toBe(0);
    connection.transport.resume();
    expect(connection.received).toBe('last');
    expect(await connection.closed).toBeUndefined();
    socket.destroy();
  });

  test('[ST-82] a reader that does not come back does not hold the end up for ever', async () => {
    await using server = await EndpointServer.start();
    const { socket, connection } = await closeWhilePaused(server);
    server.clock.advance(5_000);
    expect(await connection.closed).toBeUndefined();
    expect(connection.received).toBe('');
    socket.destroy();
  });

  test('[ST-82] the end is noticed while the reader is paused and owes nothing', async () => {
    await using server = await EndpointServer.start();
    const { client, connection } = await openPaused(server);
    client.webSocket.close();
    expect(await connection.closed).toBeUndefined();
  });
});
