/** What a hub counts, and what a connection makes only when it is asked for. Rules: SH-160, SH-161, SH-173 to SH-175. */

import { expect, test } from 'vitest';
import { LazyAbort } from '../../src/hubs/calls/lazy-abort.ts';
import { TransportError } from '../../src/transports/transport-error.ts';
import { RawClient } from '../support/raw-client.ts';
import { createRoomHub } from '../support/room-hub.ts';
import { startServer } from '../support/start-server.ts';
import { createTestHub, settled } from '../support/test-hub.ts';
import type { AnyHub } from '../support/test-hub.ts';

const HUB: AnyHub = { methods: { add: (_call, one: number, other: number) => one + other } };

test('[SH-160] the items of a connection stay, from onConnected to onDisconnected', async () => {
  const seen: unknown[] = [];
  const hub: AnyHub = {
    methods: { look: ({ connection }) => void seen.push(connection.items.get('name')) },
    onConnected: ({ connection }) => void connection.items.set('name', 'Ada'),
    onDisconnected: ({ connection }) => void seen.push(connection.items.get('name')),
  };
  const client = await createTestHub(hub).connect();
  client.send({ type: 1, target: 'look', arguments: [] });
  client.pair.disconnect();
  await settled();
  expect(seen).toEqual(['Ada', 'Ada']);
});

test('[SH-161] a signal that is looked at late has aborted already', async () => {
  const abort = new LazyAbort();
  abort.abort();
  expect(abort.signal.aborted).toBe(true);
  expect(abort.signal).toBe(abort.signal);

  let wasAborted = false;
  const client = await createTestHub({
    ...HUB,
    onDisconnected: ({ connection, signal }) => {
      wasAborted = connection.aborted.aborted && signal.aborted;
    },
  }).connect();
  client.pair.disconnect();
  await settled();
  expect(wasAborted).toBe(true);
});

test('[SH-173] what went over the wire is counted', async () => {
  await using server = await startServer(createRoomHub().hub);
  const client = await RawClient.connect(server.url);
  await using other = await startServer(createRoomHub().hub);
  client.send(
    '{"type":1,"target":"add","arguments":[1,2],"invocationId":"1"}\u001e{"type":6}\u001e',
  );
  await client.receivedText('{"type":3,"invocationId":"1","result":3}\u001e');

  expect(server.handle.metrics()).toMatchObject({
    connections: { total: 1, open: 1, byTransport: { WebSockets: 1, LongPolling: 0 } },
    messagesSent: 2,
    bytesSent: '{}.{"type":3,"invocationId":"1","result":3}.'.length,
    messagesReceived: 2,
    bytesReceived:
      '{"protocol":"json","version":1}.{"type":1,"target":"add","arguments":[1,2],"invocationId":"1"}.{"type":6}.'
        .length,
    invocations: 1,
  });
  expect(other.handle.metrics()).toMatchObject({ connections: { total: 0 }, messagesSent: 0 });
});

test('[SH-174] what is so now is looked up when it is asked for', async () => {
  const hub = createTestHub(HUB);
  const client = await hub.connect();
  const polling = await hub.connect({ transport: 'LongPolling' });
  client.pair.bufferedBytes = 65_537;
  polling.pair.bufferedBytes = 65_536;
  expect(hub.handle.metrics()).toMatchObject({ lagging: 1, bufferedBytes: 131_073 });

  client.pair.disconnect();
  await settled();
  expect(hub.handle.metrics()).toMatchObject({
    connections: { total: 2, open: 1, byTransport: { WebSockets: 0, LongPolling: 1 } },
    lagging: 0,
    bufferedBytes: 65_536,
  });
});

test('[SH-175] ends are counted by what the client failed to do', async () => {
  const hub = createTestHub(HUB);
  const [slow, stuck, silent, well] = [
    await hub.connect(),
    await hub.connect(),
    await hub.connect(),
    await hub.connect(),
  ];
  slow.pair.disconnect(new TransportError('slow-consumer'));
  stuck.pair.disconnect(new TransportError('send-timeout'));
  well.pair.disconnect(new TransportError('connection-lost'));
  silent.send({ type: 6 });
  hub.clock.advance(30_000);
  await settled();

  expect(hub.handle.metrics()).toMatchObject({
    connections: { total: 4, open: 0 },
    endedAsSlow: 2,
    endedByTimeout: 1,
  });
});
