/** What clients POST. Rules: docs/spec/signalr-transports.md, ST-60 to ST-66. */

import { describe, expect, test } from 'vitest';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { answerOf, beginRequest, sendRequest, statusAndBody } from './support/http-request.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket } from './support/web-socket-client.ts';

interface Opened {
  readonly url: string;
  readonly connection: RecordedConnection;
}

async function connect(server: EndpointServer): Promise<Opened> {
  const url = await server.negotiate();
  const opening = server.nextConnection();
  await EventStream.open(url);
  return { url, connection: await opening };
}

const post = (body: string) => ({ method: 'POST', body });

describe('POST', () => {
  test('[ST-60] a body is handed up and answered 200', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const answer = await sendRequest(url, post('hello'));
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(connection.received).toBe('hello');
  });

  test('[ST-60] an empty body is answered 200', async () => {
    await using server = await EndpointServer.start();
    const { url } = await connect(server);
    expect(await statusAndBody(url, post(''))).toBe('200');
  });

  test('[ST-60] a body is handed up before it is whole', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const request = beginRequest(url, { method: 'POST' });
    request.write('first half, ');
    expect(await connection.receivedUpTo('half, ')).toBe('first half, ');
    request.end('second half');
    expect(await answerOf(request)).toMatchObject({ status: 200 });
    expect(connection.received).toBe('first half, second half');
  });

  test('[ST-60] POSTs serve long polling too', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await sendRequest(url);
    expect(await statusAndBody(url, post('hello'))).toBe('200');
    expect(server.connections[0]?.received).toBe('hello');
  });

  test('[ST-61] a POST waits until the one before it has been read', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const slow = beginRequest(url, { method: 'POST' });
    slow.write('1');
    await connection.receivedUpTo('1');
    const quick = sendRequest(url, post('3'));
    slow.end('2');
    expect(await answerOf(slow)).toMatchObject({ status: 200 });
    expect(await quick).toMatchObject({ status: 200 });
    expect(connection.received).toBe('123');
  });

  test('[ST-62] a POST waits for the transport', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const early = sendRequest(url, post('early'));
    const opening = server.nextConnection();
    await EventStream.open(url);
    expect(await early).toMatchObject({ status: 200 });
    expect((await opening).received).toBe('early');
  });

  test('[ST-63] a WebSocket connection takes no POST', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await openWebSocket(url);
    expect(await statusAndBody(url, post('x'))).toBe(
      '405 POST requests are not allowed for WebSocket connections.',
    );
  });

  test('[ST-63] a POST that waited for the transport learns that it is a WebSocket', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const early = sendRequest(url, post('early'));
    // An exchange that begins later is over.
    await server.negotiate();
    await openWebSocket(url);
    expect(await early).toMatchObject({ status: 405 });
  });

  test('[ST-64] a POST whose connection ends first is 404', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const slow = beginRequest(url, { method: 'POST' });
    slow.write('1');
    await connection.receivedUpTo('1');
    connection.transport.abort();
    slow.end('2');
    expect(await answerOf(slow)).toMatchObject({ status: 404 });
    expect(await statusAndBody(url, post('3'))).toBe('404 No Connection with that ID');
    expect(connection.received).toBe('1');
  });

  test.each(['close', 'abort'] as const)(
    '[ST-64] a POST whose last byte makes the application %s the connection is 200',
    async (end) => {
      await using server = await EndpointServer.start();
      const streamed = await connect(server);
      const polledUrl = await server.negotiate();
      await sendRequest(polledUrl);
      const poll = sendRequest(polledUrl);
      await server.clock.timerStarted(90_000);

      for (const { transport } of server.connections) {
        transport.onBytes(() => transport[end]());
      }

      expect(await statusAndBody(streamed.url, post('the last'))).toBe('200');
      expect(await statusAndBody(polledUrl, post('the last'))).toBe('200');
      expect(await poll).toMatchObject({ status: 204 });
    },
  );

  test('[ST-65] a body that is broken off does not hold up the next', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const broken = beginRequest(url, { method: 'POST', headers: { 'Content-Length': '10' } });
    broken.on('error', () => broken.destroy());
    broken.write('1');
    await connection.receivedUpTo('1');
    const next = sendRequest(url, post('2'));
    broken.destroy();
    expect(await next).toMatchObject({ status: 200 });
    expect(connection.received).toBe('12');
  });

  test('[ST-66] the POSTs that wait are counted', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const slow = beginRequest(url, { method: 'POST' });
    slow.write('1');
    await connection.receivedUpTo('1');
    const posts = Array.from({ length: 101 }, () => statusAndBody(url, post('.')));
    const refused = await Promise.race(posts);
    expect(refused).toBe('429 Too many requests are waiting');
    slow.end();
    const outcomes = await Promise.all(posts);
    expect(outcomes.filter((outcome) => outcome === '200')).toHaveLength(100);
  });
});
