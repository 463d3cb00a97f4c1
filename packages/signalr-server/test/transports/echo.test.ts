/**
 * The transports alone, behind a server of the application's own: a connection handler that echoes. Rules:
 * docs/spec/signalr-transports.md.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransportEndpoint } from '@parley/signalr-server/transports';
import type { TransportEndpoint } from '@parley/signalr-server/transports';
import { expect, test } from 'vitest';
import { resolveEndpointOptions } from '../../src/transports/transport-endpoint-options.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { EventStream } from './support/event-stream.ts';
import { sendRequest } from './support/http-request.ts';
import { openWebSocket, upgrade } from './support/web-socket-client.ts';

interface EchoServer extends AsyncDisposable {
  readonly url: string;
  /** A connection as clients begin them: negotiated, and named by its token. */
  readonly negotiate: () => Promise<string>;
}

async function startEcho(): Promise<EchoServer> {
  const endpoint: TransportEndpoint = createTransportEndpoint({
    logger: new RecordingLogger(),
    onConnection: (connection) => connection.onBytes((chunk) => connection.send(chunk)),
  });
  const http = createServer((request, response) => {
    const isNegotiate = request.url?.startsWith('/echo/negotiate') === true;
    void endpoint.handleRequest(request, response, isNegotiate ? '/negotiate' : '');
  });
  http.on('upgrade', (request, socket, head) => {
    void endpoint.handleUpgrade(request, socket, head);
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/echo`;
  return {
    url,
    negotiate: async () => {
      const answer = await sendRequest(`${url}/negotiate?negotiateVersion=1`, { method: 'POST' });
      const { connectionToken } = JSON.parse(answer.body) as { readonly connectionToken: string };
      return `${url}?id=${connectionToken}`;
    },
    async [Symbol.asyncDispose]() {
      const closed = endpoint.close();
      http.closeAllConnections();
      await closed;
      http.close();
    },
  };
}

test('[ST-93] a handler of bytes echoes over WebSockets, negotiated or not', async () => {
  await using server = await startEcho();
  for (const url of [server.url, await server.negotiate()]) {
    const client = await openWebSocket(url);
    client.webSocket.send('hello');
    expect(await client.first(1)).toEqual(['text: hello']);
    client.webSocket.close();
    expect(await client.closed).toBe(1000);
  }
});

test('[ST-93] it echoes over server-sent events', async () => {
  await using server = await startEcho();
  const url = await server.negotiate();
  const stream = await EventStream.open(url);
  await sendRequest(url, { method: 'POST', body: 'hello' });
  expect(await stream.textUpTo('hello\r\n\r\n')).toBe(':\r\ndata: hello\r\n\r\n');
  stream.close();
});

test('[ST-93] it echoes over long polling', async () => {
  await using server = await startEcho();
  const url = await server.negotiate();
  await sendRequest(url);
  await sendRequest(url, { method: 'POST', body: 'hello' });
  expect(await sendRequest(url)).toMatchObject({ status: 200, body: 'hello' });
  expect(await sendRequest(url, { method: 'DELETE' })).toMatchObject({ status: 202 });
});

test('[ST-94] every refusal is plain text of a known length', async () => {
  await using server = await EndpointServer.start({ transports: ['WebSockets'] });
  const url = await server.negotiate();
  const stream = { Accept: 'text/event-stream' };
  const refusals = [
    await sendRequest(server.url()),
    await sendRequest(server.url('?id=x'), { method: 'POST' }),
    await sendRequest(url, { headers: stream }),
    await sendRequest(url, { method: 'DELETE' }),
    await sendRequest(url, { method: 'PUT' }),
    await sendRequest(server.negotiateUrl),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([400, 404, 404, 400, 405, 405]);
  for (const { headers, body } of refusals) {
    expect(headers['content-type']).toBe('text/plain');
    expect(headers['content-length']).toBe(String(body.length));
  }
});

test('[ST-94] so is the refusal of an upgrade, with the answer of an ordinary request', async () => {
  await using server = await EndpointServer.start();
  const refused = await upgrade(server.url('?id=x'));
  expect(refused).toEqual({ kind: 'refused', status: 404, body: 'No Connection with that ID' });
});

test('[ST-95] where nothing is set, an endpoint has the limits and intervals of ASP.NET Core', () => {
  const options = resolveEndpointOptions({
    logger: new RecordingLogger(),
    onConnection: () => undefined,
  });
  expect(options).toMatchObject({
    transports: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
    pollTimeoutMs: 90_000,
    disconnectTimeoutMs: 15_000,
    closeTimeoutMs: 5_000,
    sendTimeoutMs: 10_000,
  });
});

test('[ST-96] an upgrade is a WebSocket whatever it accepts', async () => {
  await using server = await EndpointServer.start();
  const opening = server.nextConnection();
  await openWebSocket(server.url(), { headers: { Accept: 'text/event-stream' } });
  expect((await opening).transport.transport).toBe('WebSockets');
});
