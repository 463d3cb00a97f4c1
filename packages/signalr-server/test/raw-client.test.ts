/** What no official client would do, over real sockets. Rules: docs/spec/signalr-hubs.md. */

import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Hub } from '../src/index.ts';
import { Gate } from './support/gate.ts';
import { ManualClock } from './support/manual-clock.ts';
import { RawClient } from './support/raw-client.ts';
import { createRoomHub } from './support/room-hub.ts';
import { startServer } from './support/start-server.ts';
import type { AnyContract } from './support/test-hub.ts';

const CLOSED_WITH_ERROR =
  '{"type":7,"error":"Connection closed with an error.","allowReconnect":true}\u001e';

test.each([
  ['no JSON', 'hello\u001e'],
  ['no object', '[1,2]\u001e'],
  ['no type', '{}\u001e'],
  ['a target that is a number', '{"type":1,"target":1,"arguments":[]}\u001e'],
  ['result and error at once', '{"type":3,"invocationId":"1","result":1,"error":"x"}\u001e'],
  ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x1e])],
  ['more than the limit', 'x'.repeat(32_769)],
])('[SH-15] [SH-16] %s ends the connection with code 1000', async (_name, frame) => {
  await using server = await startServer(createRoomHub().hub);
  const client = await RawClient.connect(server.url);

  client.send(frame);

  expect(await client.closed()).toBe(1000);
  expect(client.received.at(-1)).toBe(CLOSED_WITH_ERROR);
});

test.each([
  ['no array', [0x01, 0xc1]],
  ['an invocation cut short', [0x04, 0x93, 0x01, 0x80, 0xc0]],
  ['a length above the limit', [0x81, 0x80, 0x02]],
])('[SH-15] [SH-16] %s ends a MessagePack connection with code 1000', async (_name, bytes) => {
  const { hub, notes } = createRoomHub();
  await using server = await startServer(hub);
  const client = await RawClient.open(server.url);
  client.send('{"protocol":"messagepack","version":1}\u001e');
  await once(client.socket, 'message');

  client.send(new Uint8Array(bytes));

  expect(await client.closed()).toBe(1000);
  expect(client.received.at(-1)).toContain('Connection closed with an error.');
  expect(notes.disconnected).toEqual([expect.stringMatching(/./)]);
});

test('[SH-15] one client that breaks the protocol does not disturb another', async () => {
  await using server = await startServer(createRoomHub().hub);
  const good = await RawClient.connect(server.url);
  const bad = await RawClient.connect(server.url);

  bad.send('hello\u001e');
  await bad.closed();
  good.send('{"type":1,"invocationId":"1","target":"add","arguments":[1,2]}\u001e');
  await once(good.socket, 'message');

  expect(good.received.at(-1)).toBe('{"type":3,"invocationId":"1","result":3}\u001e');
  good.socket.close(1000);
});

test('[SH-1] hundreds of messages joined into one WebSocket message are all answered', async () => {
  await using server = await startServer(createRoomHub().hub);
  const client = await RawClient.connect(server.url);
  const text = 'x'.repeat(10_000);
  const call = (id: number): string =>
    `{"type":1,"invocationId":"${id}","target":"echo","arguments":["${text}"]}\u001e`;

  client.send(Array.from({ length: 300 }, (_, id) => call(id)).join(''));
  const answers = (): readonly string[] => client.received.join('').split('\u001e').slice(1, -1);
  while (answers().length < 300) {
    await once(client.socket, 'message');
  }

  expect(answers().at(-1)).toBe(`{"type":3,"invocationId":"299","result":"${text}"}`);
  client.socket.close(1000);
});

test('[SH-47] a source waits for a client that does not read, and goes on when it does', async () => {
  const { hub, notes } = createRoomHub();
  await using server = await startServer(hub);
  const client = await RawClient.connect(server.url);
  const other = await RawClient.connect(server.url);

  client.socket.pause();
  client.send('{"type":4,"invocationId":"s","target":"bulk","arguments":[1000]}\u001e');
  let produced = 0;
  for (let quiet = 0; quiet < 20;) {
    other.send('{"type":1,"invocationId":"1","target":"nothing","arguments":[]}\u001e');
    await once(other.socket, 'message');
    quiet = produced > 0 && produced === notes.produced ? quiet + 1 : 0;
    produced = notes.produced;
  }
  expect(produced).toBeLessThan(1_000);

  client.socket.resume();
  while (client.received.at(-1) !== '{"type":3,"invocationId":"s"}\u001e') {
    await once(client.socket, 'message');
  }
  expect(client.received).toHaveLength(1_002);
  client.socket.close(1000);
  other.socket.close(1000);
});

test('[SH-6] a client that never shakes hands is sent away', async () => {
  await using server = await startServer(createRoomHub().hub, { handshakeTimeoutMs: 30 });
  const client = await RawClient.open(server.url);

  expect(await client.closed()).toBe(1000);
  expect(client.received).toEqual(['{"error":"Handshake was canceled."}\u001e']);
});

test('[SH-14] a client that has pinged and falls silent is sent away', async () => {
  const { hub, notes } = createRoomHub();
  await using server = await startServer(hub, { clientTimeoutMs: 30 });
  const client = await RawClient.connect(server.url);

  client.send('{"type":6}\u001e');

  expect(await client.closed()).toBe(1000);
  expect(client.received.at(-1)).toBe(CLOSED_WITH_ERROR);
  expect(notes.disconnected).toEqual([
    "Client hasn't sent a message/ping within the configured ClientTimeoutInterval.",
  ]);
});

test('[SH-23] a connection that is cut ends for the hub', async () => {
  const { hub, notes } = createRoomHub();
  await using server = await startServer(hub);
  const client = await RawClient.connect(server.url);

  client.socket.terminate();
  await client.closed();
  await server.signalR.close();

  expect(notes.disconnected).toHaveLength(1);
});

test('[SH-22] a server that closes says so, with code 1000', async () => {
  await using server = await startServer(createRoomHub().hub);
  const client = await RawClient.connect(server.url);

  await server.signalR.close();

  expect(await client.closed()).toBe(1000);
  expect(client.received.at(-1)).toBe('{"type":7,"allowReconnect":true}\u001e');
});

test('[SH-22] a call that does not end is cut off after 5 seconds', async () => {
  const clock = new ManualClock();
  const started = new Gate();
  const never = new Gate();
  const hub: Hub<AnyContract> = {
    methods: {
      hold: () => {
        started.open();
        return never.opened;
      },
    },
  };
  await using server = await startServer(hub, {}, { clock });
  const client = await RawClient.connect(server.url);
  client.send('{"type":1,"target":"hold","arguments":[]}\u001e');
  await started.opened;

  const closed = server.signalR.close();
  clock.advance(4_999);
  expect(client.socket.readyState).toBe(WebSocket.OPEN);
  clock.advance(1);

  await closed;
  expect(await client.closed()).not.toBe(1000);
});
