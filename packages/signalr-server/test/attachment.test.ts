/** A SignalR server among a server's other business. Rules: docs/spec/signalr-hubs.md, SH-80 to SH-83. */

import { once } from 'node:events';
import { createServer, IncomingMessage, request as sendRequest } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import express from 'express';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { resolveHubOptions } from '../src/hub-options.ts';
import { createSignalRServer } from '../src/index.ts';
import type { HubOptions, SignalRServer, SignalRServerOptions } from '../src/index.ts';
import { collect, COMBINATIONS, connect } from './support/official-client.ts';
import { RawClient } from './support/raw-client.ts';
import { createRoomHub } from './support/room-hub.ts';

interface Site extends AsyncDisposable {
  readonly signalR: SignalRServer;
  readonly http: HttpServer;
  readonly url: string;
}

async function startSite(
  http = createServer(),
  listen = (): Promise<unknown> => once(http.listen(0, '127.0.0.1'), 'listening'),
  options: SignalRServerOptions = {},
): Promise<Site> {
  const signalR = createSignalRServer(options);
  signalR.mapHub('/Rooms', createRoomHub().hub);
  signalR.attach(http);
  await listen();
  return {
    signalR,
    http,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await signalR.close();
      http.closeAllConnections();
      http.close();
    },
  };
}

async function negotiate(url: string): Promise<unknown> {
  const response = await fetch(`${url}?negotiateVersion=1`, { method: 'POST' });
  return response.json();
}

test('[SH-80] a hub answers whatever the case of its path, and with a slash at the end', async () => {
  await using site = await startSite();

  for (const path of ['/rooms/negotiate', '/ROOMS/Negotiate', '/Rooms/negotiate/']) {
    expect(await negotiate(site.url + path)).toMatchObject({ negotiateVersion: 1 });
  }
  const client = await RawClient.connect(`${site.url}/rooms/`);
  expect(client.received).toEqual(['{}\u001e']);
  client.socket.close(1000);
});

test('[SH-80] a hub may be at the root', async () => {
  const signalR = createSignalRServer();
  signalR.mapHub('/', createRoomHub().hub);
  const http = createServer();
  signalR.attach(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  expect(await negotiate(`http://127.0.0.1:${port}/negotiate`)).toMatchObject({
    negotiateVersion: 1,
  });
  await signalR.close();
  http.closeAllConnections();
  http.close();
});

test('[SH-80] a hub mapped after attaching answers as well', async () => {
  await using site = await startSite();
  site.signalR.mapHub('/later', createRoomHub().hub);

  expect(await negotiate(`${site.url}/later/negotiate`)).toMatchObject({ negotiateVersion: 1 });
});

test('[SH-81] other requests go to the listener that was there before', async () => {
  await using site = await startSite(
    createServer((request, response) => {
      response.end(`before ${request.url}`);
    }),
  );

  for (const path of ['/', '/roomsandmore', '/rooms/other', '/negotiate?x=1']) {
    expect(await (await fetch(site.url + path)).text()).toBe(`before ${path}`);
  }
  expect(await negotiate(`${site.url}/rooms/negotiate`)).toMatchObject({ negotiateVersion: 1 });
});

test('[SH-81] other requests go to a listener added later, which never sees ours', async () => {
  await using site = await startSite();
  const seen: unknown[] = [];
  site.http.on('request', (request, response) => {
    seen.push(request.url);
    response.end('later');
  });

  await negotiate(`${site.url}/rooms/negotiate`);
  expect(await (await fetch(`${site.url}/page`)).text()).toBe('later');
  expect(seen).toEqual(['/page']);
});

test('[SH-81] other upgrades go to their own WebSocket server, and ours never do', async () => {
  await using site = await startSite();
  const other = new WebSocketServer({ server: site.http, path: '/other' });
  other.on('connection', (socket) => {
    socket.send('hello from the other');
  });

  const socket = new WebSocket(`${site.url.replace('http', 'ws')}/other`);
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(message.toString()).toBe('hello from the other');
  socket.close();

  const ours = await RawClient.connect(`${site.url}/rooms`);
  expect(ours.received).toEqual(['{}\u001e']);
  ours.socket.close(1000);
  other.close();
});

test.each(COMBINATIONS)('[SH-81] $name: a hub inside a Fastify app', async (combination) => {
  // `fetch` keeps sockets without a request, which are not idle for Node.
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Seen', request.url);
  });
  app.get('/page', async () => ({ from: 'Fastify' }));
  app.post('/rooms/other', async (request) => request.body);
  await using site = await startSite(app.server, () => app.listen({ host: '127.0.0.1', port: 0 }));

  const client = await connect(`${site.url}/rooms`, combination);
  expect(await client.invoke('add', 1, 2)).toBe(3);
  expect(await collect(client.connection.stream('count', 3))).toEqual([1, 2, 3]);

  const page = await fetch(`${site.url}/page`);
  expect(await page.json()).toEqual({ from: 'Fastify' });
  expect(page.headers.get('X-Seen')).toBe('/page');
  const posted = await fetch(`${site.url}/rooms/other`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"to":"Fastify"}',
  });
  expect(await posted.json()).toEqual({ to: 'Fastify' });
  expect((await fetch(`${site.url}/missing`)).status).toBe(404);
  const negotiated = await fetch(`${site.url}/rooms/negotiate`, { method: 'POST' });
  expect(negotiated.headers.has('X-Seen')).toBe(false);

  await client.connection.stop();
  await site.signalR.close();
  await app.close();
});

test.each(COMBINATIONS)('[SH-81] $name: a hub inside an Express app', async (combination) => {
  const app = express();
  app.use(express.json());
  app.use((request, response, next) => {
    response.set('X-Seen', request.url);
    next();
  });
  app.get('/page', (_request, response) => {
    response.json({ from: 'Express' });
  });
  app.post('/rooms/other', (request, response) => {
    response.json(request.body);
  });
  await using site = await startSite(createServer(app));

  const client = await connect(`${site.url}/rooms`, combination);
  expect(await client.invoke('add', 1, 2)).toBe(3);
  expect(await collect(client.connection.stream('count', 3))).toEqual([1, 2, 3]);

  const page = await fetch(`${site.url}/page`);
  expect(await page.json()).toEqual({ from: 'Express' });
  expect(page.headers.get('X-Seen')).toBe('/page');
  const posted = await fetch(`${site.url}/rooms/other`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"to":"Express"}',
  });
  expect(await posted.json()).toEqual({ to: 'Express' });
  expect((await fetch(`${site.url}/missing`)).status).toBe(404);
  const negotiated = await fetch(`${site.url}/rooms/negotiate`, { method: 'POST' });
  expect(negotiated.headers.has('X-Seen')).toBe(false);

  await client.connection.stop();
});

test('[SH-82] an upgrade that nobody listens for is answered 404', async () => {
  await using site = await startSite();

  const request = sendRequest(`${site.url}/nowhere`, {
    headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
  }).end();
  const [response] = (await once(request, 'response')) as [{ readonly statusCode: number }];

  expect(response.statusCode).toBe(404);
});

test('[SH-82] a client that resets such an upgrade disturbs nobody', async () => {
  await using site = await startSite();
  const socket = new PassThrough();

  site.http.emit('upgrade', new IncomingMessage(new Socket()), socket, Buffer.alloc(0));
  socket.destroy(new Error('read ECONNRESET'));
  await new Promise((resolve) => socket.once('close', resolve));

  expect(socket.destroyed).toBe(true);
});

test('[SH-83] a path that is taken is refused', () => {
  const signalR = createSignalRServer();
  signalR.mapHub('/rooms', createRoomHub().hub);

  expect(() => signalR.mapHub('/Rooms/', createRoomHub().hub)).toThrow(TypeError);
});

test.each<HubOptions>([
  { keepAliveIntervalMs: 0 },
  { maxReceiveMessageBytes: -1 },
  { maxParallelInvocations: Number.NaN },
])('[SH-70] %j is refused', (options) => {
  const signalR = createSignalRServer();

  expect(() => signalR.mapHub('/rooms', createRoomHub().hub, options)).toThrow(RangeError);
});

test('[SH-71] what a hub does not set itself is what the server has for all', async () => {
  const hubDefaults = { maxReceiveMessageBytes: 1_000, hasDetailedErrors: true };
  await using site = await startSite(undefined, undefined, { hubDefaults });
  site.signalR.mapHub('/own', createRoomHub().hub, { maxReceiveMessageBytes: 2_000 });
  const closeOf = async (path: string, bytes: number): Promise<string | undefined> => {
    const client = await RawClient.connect(site.url + path);
    client.send('x'.repeat(bytes));
    await client.closed();
    return client.received.at(-1);
  };

  expect(await closeOf('/rooms', 1_001)).toContain('maximum message size of 1000B');
  expect(await closeOf('/own', 2_001)).toContain('maximum message size of 2000B');
});

test('[SH-72] where nothing is set, a hub has the limits and intervals of ASP.NET Core', () => {
  expect(resolveHubOptions({})).toMatchObject({
    handshakeTimeoutMs: 15_000,
    keepAliveIntervalMs: 15_000,
    clientTimeoutMs: 30_000,
    maxReceiveMessageBytes: 32_768,
    streamBufferCapacity: 10,
    maxParallelInvocations: 1,
    hasDetailedErrors: false,
  });
});

test('[SH-70] [SH-71] a hub without a limit takes what another refuses', async () => {
  await using site = await startSite();
  site.signalR.mapHub('/unlimited', createRoomHub().hub, { maxReceiveMessageBytes: undefined });
  const text = 'x'.repeat(2_000_000);
  const call = `{"type":1,"invocationId":"1","target":"echo","arguments":["${text}"]}\u001e`;

  const unlimited = await RawClient.connect(`${site.url}/unlimited`);
  unlimited.send(call);
  await once(unlimited.socket, 'message');
  expect(unlimited.received.at(-1)).toBe(`{"type":3,"invocationId":"1","result":"${text}"}\u001e`);
  unlimited.socket.close(1000);

  const limited = await RawClient.connect(`${site.url}/rooms`);
  limited.send(call.slice(0, 100_000));
  expect(await limited.closed()).toBe(1000);
});
