/** Connections over long polling. Rules: docs/spec/signalr-transports.md, ST-50 to ST-59. */

import { describe, expect, test } from 'vitest';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { type Answer, beginRequest, sendRequest, statusAndBody } from './support/http-request.ts';
import type { RecordedConnection } from './support/recorded-connection.ts';
import { openWebSocket } from './support/web-socket-client.ts';

const GONE = '404 No Connection with that ID';
const POLL_TIMEOUT_MS = 90_000;
const DISCONNECT_TIMEOUT_MS = 15_000;

interface Polled {
  readonly url: string;
  readonly connection: RecordedConnection;
}

async function connect(server: EndpointServer): Promise<Polled> {
  const url = await server.negotiate();
  const opening = server.nextConnection();
  await sendRequest(url);
  return { url, connection: await opening };
}

/** A poll that the server holds: it has nothing to send. */
async function waitingPoll(server: EndpointServer, url: string): Promise<Promise<Answer>[]> {
  const answer = sendRequest(url);
  await server.clock.timerStarted(POLL_TIMEOUT_MS);
  // In an array, or awaiting this function would await the answer too.
  return [answer];
}

describe('long polling', () => {
  test('[ST-50] the first poll opens the connection and is answered at once', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const answer = await sendRequest(url);
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '0',
    });
    expect(server.connections[0]?.transport).toMatchObject({
      transport: 'LongPolling',
      canCarryBinary: true,
    });
  });

  test('[ST-51] a poll waits for something to send', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [poll] = await waitingPoll(server, url);
    connection.send('one');
    const answer = await poll;
    expect(answer).toMatchObject({ status: 200, body: 'one' });
    expect(answer?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '3',
    });
    expect(server.clock.hasTimer(POLL_TIMEOUT_MS)).toBe(false);
  });

  test('[ST-51] what was sent between two polls comes in one body', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    connection.send('one ');
    connection.send('two ');
    connection.send('three');
    expect(await statusAndBody(url)).toBe('200 one two three');
  });

  test('[ST-52] a poll that waits too long is answered empty, and the connection goes on', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [poll] = await waitingPoll(server, url);
    server.clock.advance(POLL_TIMEOUT_MS);
    const answer = await poll;
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer?.headers['content-type']).toBe('text/plain');
    connection.send('later');
    expect(await statusAndBody(url)).toBe('200 later');
  });

  test('[ST-53] a new poll takes the place of the waiting one', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [first] = await waitingPoll(server, url);
    const second = sendRequest(url);
    expect(await first).toMatchObject({ status: 204, body: '' });
    connection.send('for the second');
    expect(await second).toMatchObject({ status: 200, body: 'for the second' });
  });

  test('[ST-54] after our close the rest is polled, then 204, then nothing is there', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    connection.send('last words');
    connection.transport.close();
    expect(connection.closedCount).toBe(0);
    expect(await statusAndBody(url)).toBe('200 last words');
    const end = await sendRequest(url);
    expect(end.status).toBe(204);
    expect(end.headers['content-type']).toBe('text/plain');
    expect(await connection.closed).toBeUndefined();
    expect(await statusAndBody(url)).toBe(GONE);
  });

  test('[ST-54] our close answers a waiting poll', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [poll] = await waitingPoll(server, url);
    connection.transport.close();
    expect(await poll).toMatchObject({ status: 204 });
    expect(await connection.closed).toBeUndefined();
  });

  test('[ST-55] no answer to a poll is cached', async () => {
    await using server = await EndpointServer.start();
    const { url } = await connect(server);
    const [waiting] = await waitingPoll(server, url);
    const deleted = await sendRequest(url, { method: 'DELETE' });
    expect(deleted.status).toBe(202);
    for (const answer of [await waiting, await sendRequest(url)]) {
      expect(answer?.headers).toMatchObject({
        'cache-control': 'no-cache, no-store',
        pragma: 'no-cache',
        expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
      });
    }
  });

  test('[ST-56] without a poll the connection ends', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    await server.clock.timerStarted(DISCONNECT_TIMEOUT_MS);
    server.clock.advance(DISCONNECT_TIMEOUT_MS - 1);
    expect(server.endpoint.connectionCount).toBe(1);
    server.clock.advance(1);
    expect(await connection.closed).toBeUndefined();
    expect(await statusAndBody(url)).toBe(GONE);
  });

  test('[ST-56] a poll that waits keeps the connection', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [poll] = await waitingPoll(server, url);
    server.clock.advance(DISCONNECT_TIMEOUT_MS * 2);
    connection.send('still here');
    expect(await poll).toMatchObject({ body: 'still here' });
  });

  test('[ST-57] DELETE ends the connection and its waiting poll', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const [poll] = await waitingPoll(server, url);
    const deleted = await sendRequest(url, { method: 'DELETE' });
    expect(deleted).toMatchObject({ status: 202, body: '' });
    expect(deleted.headers['content-type']).toBe('text/plain');
    expect(await poll).toMatchObject({ status: 204 });
    expect(await connection.closed).toBeUndefined();
    expect(await statusAndBody(url)).toBe(GONE);
    expect(await statusAndBody(url, { method: 'DELETE' })).toBe(GONE);
  });

  test('[ST-58] DELETE ends nothing else', async () => {
    await using server = await EndpointServer.start();
    const refusal = '400 Cannot terminate this connection using the DELETE endpoint.';
    const unused = await server.negotiate();
    const socketUrl = await server.negotiate();
    await openWebSocket(socketUrl);
    const streamUrl = await server.negotiate();
    await EventStream.open(streamUrl);
    for (const url of [unused, socketUrl, streamUrl]) {
      expect(await statusAndBody(url, { method: 'DELETE' })).toBe(refusal);
    }
    expect(server.endpoint.connectionCount).toBe(2);
  });

  test('[ST-59] a poll that the client gives up takes nothing with it', async () => {
    await using server = await EndpointServer.start();
    const { url, connection } = await connect(server);
    const poll = beginRequest(url);
    poll.on('error', () => poll.destroy());
    poll.end();
    await server.clock.timerStarted(POLL_TIMEOUT_MS);
    poll.destroy();
    // The server has noticed: the connection is without a poll.
    await server.clock.timerStarted(DISCONNECT_TIMEOUT_MS);
    connection.send('kept');
    expect(await statusAndBody(url)).toBe('200 kept');
  });

  test("a poll refreshes the user's claims", async () => {
    let claim = 0;
    await using server = await EndpointServer.start({
      authenticate: () => {
        claim += 1;
        return { kind: 'accepted', user: { userId: 'ada', claims: { claim } } };
      },
    });
    const { url, connection } = await connect(server);
    const before = connection.transport.user.claims['claim'];
    connection.send('x');
    await sendRequest(url);
    expect(connection.transport.user.claims['claim']).not.toBe(before);
    expect(connection.transport.user.userId).toBe('ada');
  });
});
