/** Connections over server-sent events. Rules: docs/spec/signalr-transports.md, ST-40 to ST-43. */

import { describe, expect, test } from 'vitest';
import { encodeServerSentEvent } from '../../src/transports/carriers/server-sent-event.ts';
import { readReferenceVectors } from '../support/reference-vectors.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { sendRequest } from './support/http-request.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';

const vectors = readReferenceVectors();

async function connect(
  server: EndpointServer,
): Promise<{ stream: EventStream; connection: RecordedConnection }> {
  const opening = server.nextConnection();
  const stream = await EventStream.open(await server.negotiate());
  return { stream, connection: await opening };
}

describe('the format of an event', () => {
  test.each([
    ['', '\r\n'],
    ['a', 'data: a\r\n\r\n'],
    ['a\nb', 'data: a\r\ndata: b\r\n\r\n'],
    ['a\r\nb', 'data: a\r\ndata: b\r\n\r\n'],
    ['a\rb', 'data: a\rb\r\n\r\n'],
    ['\n', 'data: \r\ndata: \r\n\r\n'],
    ['\r\n\r\n', 'data: \r\ndata: \r\ndata: \r\n\r\n'],
    ['{"type":6}\u001e', 'data: {"type":6}\u001e\r\n\r\n'],
    ['ü\n🦙', 'data: ü\r\ndata: 🦙\r\n\r\n'],
  ])('[ST-41] %j', (payload, expected) => {
    expect(encodeServerSentEvent(Buffer.from(payload)).toString()).toBe(expected);
  });

  test.for(vectors?.sse_format.vectors ?? [])(
    '[ST-41] %j as ASP.NET Core writes it',
    ([payload, expected]) => {
      expect(encodeServerSentEvent(Buffer.from(payload)).toString()).toBe(expected);
    },
  );
});

describe('server-sent events', () => {
  test('[ST-40] the stream opens at once and is not cached', async () => {
    await using server = await EndpointServer.start();
    const { stream } = await connect(server);
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache,no-store',
      pragma: 'no-cache',
      'content-encoding': 'identity',
    });
    expect(await stream.textUpTo('\n')).toBe(':\r\n');
  });

  test('[ST-41] what is sent together is one event, and only text can be carried', async () => {
    await using server = await EndpointServer.start();
    const { stream, connection } = await connect(server);
    expect(connection.transport.transport).toBe('ServerSentEvents');
    expect(connection.transport.canCarryBinary).toBe(false);
    connection.send('one;');
    connection.send('two\nlines');
    expect(await stream.textUpTo('lines\r\n\r\n')).toBe(
      ':\r\ndata: one;two\r\ndata: lines\r\n\r\n',
    );
  });

  test('[ST-42] the client ends the connection by closing its stream', async () => {
    await using server = await EndpointServer.start();
    const { stream, connection } = await connect(server);
    stream.close();
    expect(await connection.closed).toBeUndefined();
    expect(server.endpoint.connectionCount).toBe(0);
  });

  test('[ST-43] our close ends the stream after everything that was sent', async () => {
    await using server = await EndpointServer.start();
    const opening = server.nextConnection();
    const url = await server.negotiate();
    const stream = await EventStream.open(url);
    const connection = await opening;
    connection.send('last words');
    connection.transport.close();
    await stream.ended;
    expect(stream.text).toBe(':\r\ndata: last words\r\n\r\n');
    expect(await connection.closed).toBeUndefined();
    expect((await sendRequest(url, { method: 'POST', body: 'late' })).status).toBe(404);
  });
});
