/** How connections end. Rules: docs/spec/signalr-hubs.md, SH-17 to SH-25. */

import { expect, test } from 'vitest';
import { createNotingHub, HOLD, note } from '../../support/noting-hub.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const HANDSHAKE = '{"protocol":"json","version":1}\u001e';
const NO_METHODS: AnyHub = { methods: {} };

test('[SH-17] input that ends inside a message is an error', async () => {
  const { hub, notes } = createNotingHub();
  const client = await createTestHub(hub).connect();

  client.pair.deliver('{"type":');
  client.pair.disconnect();
  await settled();

  expect(notes.at(-1)).toBe('disconnected Connection terminated while reading a message.');
});

test('[SH-18] what the client sent before it left is done first', async () => {
  const { hub, notes, release } = createNotingHub();
  const client = await createTestHub(hub).connect();

  client.send(HOLD, note('last words'));
  client.pair.disconnect();
  await settled();
  expect(notes).toEqual(['connected c1', 'holding', 'aborted']);

  release();
  await settled();
  expect(notes.slice(3)).toEqual(['released', 'last words', 'disconnected undefined']);
});

test('[SH-19] an onConnected that throws ends the connection', async () => {
  const { hub, notes } = createNotingHub();
  const failing: AnyHub = { ...hub, onConnected: () => Promise.reject(new Error('secret')) };
  const { accept, handle } = createTestHub(failing);
  const pair = accept();

  pair.deliver(HANDSHAKE);
  await settled();

  expect(pair.sentText).toBe('{}\u001e{"type":7,"error":"Connection closed with an error."}\u001e');
  expect(notes).toEqual([]);
  expect(handle.connectionCount).toBe(0);
});

test("[SH-20] a client's close message is answered", async () => {
  const { hub, notes } = createNotingHub();
  const client = await createTestHub(hub).connect();

  client.send({ type: 7, error: 'had enough' }, note('after'));
  await settled();

  expect(client.received).toEqual([{ type: 7 }]);
  expect(notes).toEqual(['connected c1', 'disconnected had enough']);
});

test('[SH-21] abort ends the connection from inside a call, which is not answered', async () => {
  const { hub, notes } = createNotingHub();
  const aborting: AnyHub = {
    ...hub,
    methods: { leave: ({ connection }) => connection.abort() },
  };
  const client = await createTestHub(aborting).connect();

  client.send({ type: 1, target: 'leave', arguments: [], invocationId: '1' });
  await settled();

  expect(client.received).toEqual([{ type: 7 }]);
  expect(notes.at(-1)).toBe('disconnected undefined');
});

test('[SH-22] a shutdown answers the running call, then says goodbye', async () => {
  const { hub, release } = createNotingHub();
  const { connect, host } = createTestHub(hub);
  const client = await connect();
  const idle = await connect();

  client.send(HOLD);
  const down = host.shutDown();
  expect(idle.received).toEqual([{ type: 7, allowReconnect: true }]);
  release();
  await down;

  expect(client.received).toEqual([
    { type: 3, invocationId: 'h', result: null },
    { type: 7, allowReconnect: true },
  ]);
});

test('[SH-22] whoever connects during a shutdown is turned away', async () => {
  const { accept, host } = createTestHub(NO_METHODS);

  await host.shutDown();
  const pair = accept();

  expect(pair.events.at(-1)).toEqual({ kind: 'closed' });
});

test('[SH-23] onDisconnected waits for the call that runs', async () => {
  const { hub, notes, release } = createNotingHub();
  const client = await createTestHub(hub).connect();

  client.send(HOLD);
  client.pair.disconnect(new Error('cut'));
  await settled();
  expect(notes).toEqual(['connected c1', 'holding', 'aborted']);

  release();
  await settled();
  expect(notes.slice(3)).toEqual(['released', 'disconnected cut']);
});

test('[SH-25] an onDisconnected that throws is logged, and the connection is gone', async () => {
  const { connect, handle, logger } = createTestHub({
    methods: {},
    onDisconnected: () => Promise.reject(new Error('oops')),
  });
  const client = await connect();

  client.pair.disconnect();
  await settled();

  expect(logger.texts('error')).toEqual(['onDisconnected failed']);
  expect(handle.connectionCount).toBe(0);
});
