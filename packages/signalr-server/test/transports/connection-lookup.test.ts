/** Which connection a request belongs to. Rules: docs/spec/signalr-transports.md, ST-20 to ST-28. */

import { describe, expect, test } from 'vitest';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { statusAndBody } from './support/http-request.ts';
import { openWebSocket, upgradeOutcome } from './support/web-socket-client.ts';

const stream = { headers: { Accept: 'text/event-stream' } };

const REQUESTS = [
  ['an event stream', stream],
  ['a poll', {}],
  ['a POST', { method: 'POST', body: 'x' }],
  ['a DELETE', { method: 'DELETE' }],
] as const;

describe('which connection', () => {
  test.each(REQUESTS)('[ST-20] %s without an id is 400', async (_name, parts) => {
    await using server = await EndpointServer.start();
    expect(await statusAndBody(server.url(), parts)).toBe('400 Connection ID required');
    expect(await statusAndBody(server.url('?id='), parts)).toBe('400 Connection ID required');
  });

  test.each(REQUESTS)('[ST-21] %s with an unknown id is 404', async (_name, parts) => {
    await using server = await EndpointServer.start();
    expect(await statusAndBody(server.url('?id=x'), parts)).toBe('404 No Connection with that ID');
  });

  test('[ST-21] an upgrade with an unknown id is 404', async () => {
    await using server = await EndpointServer.start();
    expect(await upgradeOutcome(server.url('?id=x'))).toBe('404 No Connection with that ID');
  });

  test('[ST-22] a WebSocket without an id begins a connection', async () => {
    await using server = await EndpointServer.start();
    await openWebSocket(server.url());
    await openWebSocket(server.url('?id='));
    const ids = server.connections.map(({ transport }) => transport.connectionId);
    expect(new Set(ids).size).toBe(2);
    expect(server.endpoint.connectionCount).toBe(2);
  });

  test('[ST-23] a transport that is turned off is 404', async () => {
    await using sockets = await EndpointServer.start({ transports: ['WebSockets'] });
    const url = await sockets.negotiate();
    expect(await statusAndBody(url, stream)).toBe(
      '404 ServerSentEvents transport not supported by this end point type',
    );
    expect(await statusAndBody(url)).toBe(
      '404 LongPolling transport not supported by this end point type',
    );
    await using polls = await EndpointServer.start({ transports: ['LongPolling'] });
    const refusal = '404 WebSockets transport not supported by this end point type';
    expect(await upgradeOutcome(await polls.negotiate())).toBe(refusal);
    expect(await upgradeOutcome(polls.url())).toBe(refusal);
  });

  test('[ST-24] a second WebSocket on a live connection is 409', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await openWebSocket(url);
    expect(await upgradeOutcome(url)).toBe('409');
    expect(server.connections).toHaveLength(1);
  });

  test('[ST-24] a second event stream on a live connection is 409', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    await EventStream.open(url);
    expect(await statusAndBody(url, stream)).toBe('409');
  });

  test('[ST-25] a connection keeps the transport that it began with', async () => {
    await using server = await EndpointServer.start();
    const refusal = '400 Cannot change transports mid-connection';
    const socketUrl = await server.negotiate();
    await openWebSocket(socketUrl);
    expect(await statusAndBody(socketUrl, stream)).toBe(refusal);
    expect(await statusAndBody(socketUrl)).toBe(refusal);
    const streamUrl = await server.negotiate();
    await EventStream.open(streamUrl);
    expect(await statusAndBody(streamUrl)).toBe(refusal);
    expect(await upgradeOutcome(streamUrl)).toBe(refusal);
    const pollUrl = await server.negotiate();
    await statusAndBody(pollUrl);
    expect(await statusAndBody(pollUrl, stream)).toBe(refusal);
    expect(await upgradeOutcome(pollUrl)).toBe(refusal);
  });

  test('[ST-26] Accept decides between an event stream and a poll', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    const opening = server.nextConnection();
    const headers = { Accept: 'text/html, Text/Event-Stream;q=0.5' };
    void statusAndBody(url, { headers }).catch(() => undefined);
    expect((await opening).transport.transport).toBe('ServerSentEvents');
    await statusAndBody(await server.negotiate(), { headers: { Accept: '*/*' } });
    expect(server.connections[1]?.transport.transport).toBe('LongPolling');
  });

  test.each(['PUT', 'PATCH', 'OPTIONS'])('[ST-26] %s is 405', async (method) => {
    await using server = await EndpointServer.start();
    expect(await statusAndBody(await server.negotiate(), { method })).toBe('405');
  });

  test('[ST-27] a connection that is negotiated and not used is gone', async () => {
    await using server = await EndpointServer.start();
    const url = await server.negotiate();
    expect(server.endpoint.connectionCount).toBe(0);
    server.clock.advance(14_999);
    const used = await server.negotiate();
    server.clock.advance(1);
    expect(await statusAndBody(url)).toBe('404 No Connection with that ID');
    expect(await upgradeOutcome(url)).toBe('404 No Connection with that ID');
    expect(await statusAndBody(used)).toBe('200');
    expect(server.connections).toHaveLength(1);
  });

  test('[ST-28] one above the limit takes the place of the oldest that nobody has used', async () => {
    await using server = await EndpointServer.start({ maxUnusedConnections: 2 });
    const used = await server.negotiate();
    await statusAndBody(used);
    const oldest = await server.negotiate();
    const second = await server.negotiate();
    const newest = await server.negotiate();

    expect(await statusAndBody(oldest)).toBe('404 No Connection with that ID');
    expect(await upgradeOutcome(second)).toBe('101');
    expect(await upgradeOutcome(newest)).toBe('101');
    expect(await statusAndBody(used, { method: 'DELETE' })).toBe('202');
  });

  test('[ST-28] a WebSocket that skips negotiation does not count', async () => {
    await using server = await EndpointServer.start({ maxUnusedConnections: 1 });
    await server.negotiate();
    expect(await upgradeOutcome(server.url())).toBe('101');
  });
});
