/** Whom a hub reaches, from inside and outside. Rules: docs/spec/signalr-hubs.md. */

import { JsonHubProtocol, MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { HubMessage } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import type { HubCall } from '../../../src/hubs/definition/hub.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract, AnyHub, JsonClient, TestHub } from '../../support/test-hub.ts';

type Send = (call: HubCall<AnyContract>) => Promise<void>;

/** Three clients: c1 calls, c1 and c2 are in the group `red`, c2 and c3 are the user `ann`. */
async function createRoom(send: Send): Promise<{ hub: TestHub; clients: readonly JsonClient[] }> {
  const hub: AnyHub = {
    methods: { go: send as never },
    onConnected: async ({ connection, groups }) => {
      if (connection.connectionId !== 'c3') {
        await groups.add(connection.connectionId, 'red');
      }
    },
  };
  const testHub = createTestHub(hub);
  const clients = [
    await testHub.connect(),
    await testHub.connect({ userId: 'ann' }),
    await testHub.connect({ userId: 'ann' }),
  ];
  return { hub: testHub, clients };
}

/** Who received the event, by number. */
function reached(clients: readonly JsonClient[]): readonly number[] {
  return clients.flatMap(({ received }, index) => received.map(() => index + 1));
}

test.each<readonly [string, string, Send, readonly number[]]>([
  ['SH-60', 'all', ({ clients }) => clients.all.send('event'), [1, 2, 3]],
  ['SH-60', 'allExcept', ({ clients }) => clients.allExcept(['c2']).send('event'), [1, 3]],
  ['SH-60', 'client', ({ clients }) => clients.client('c2').send('event'), [2]],
  ['SH-60', 'clients', ({ clients }) => clients.clients(['c1', 'c3']).send('event'), [1, 3]],
  ['SH-60', 'caller', ({ clients }) => clients.caller.send('event'), [1]],
  ['SH-60', 'others', ({ clients }) => clients.others.send('event'), [2, 3]],
  ['SH-61', 'group', ({ clients }) => clients.group('red').send('event'), [1, 2]],
  ['SH-61', 'groups', ({ clients }) => clients.groups(['red', 'x']).send('event'), [1, 2]],
  ['SH-61', 'groupExcept', ({ clients }) => clients.groupExcept('red', ['c2']).send('event'), [1]],
  ['SH-61', 'othersInGroup', ({ clients }) => clients.othersInGroup('red').send('event'), [2]],
  ['SH-62', 'user', ({ clients }) => clients.user('ann').send('event'), [2, 3]],
  ['SH-62', 'users', ({ clients }) => clients.users(['ann', 'bob']).send('event'), [2, 3]],
])('[%s] %s', async (_rule, _name, send, expected) => {
  const { clients } = await createRoom(send);

  clients[0]?.send({ type: 1, target: 'go', arguments: [] });
  await settled();

  expect(reached(clients)).toEqual(expected);
});

test('[SH-63] leaving and ending the connection end membership', async () => {
  const { hub, clients } = await createRoom(({ groups, connection }) =>
    groups.remove(connection.connectionId, 'red'),
  );

  clients[0]?.send({ type: 1, target: 'go', arguments: [] });
  clients[1]?.pair.disconnect();
  await settled();
  await hub.handle.clients.group('red').send('event');

  expect(reached(clients)).toEqual([]);
});

test('[SH-64] an empty group name is refused', async () => {
  const { handle } = createTestHub({ methods: {} });

  await expect(handle.clients.groups(['red', '']).send('event')).rejects.toThrow(
    'Cannot send to an empty group name.',
  );
});

test('[SH-66] a message to many is encoded once', async () => {
  const json = new JsonHubProtocol();
  const encoded: HubMessage[] = [];
  const counting = {
    name: 'json',
    version: 1,
    transferFormat: 'Text' as const,
    encode: (message: HubMessage) => {
      encoded.push(message);
      return json.encode(message);
    },
    decode: json.decode.bind(json),
  };
  const message = SerializedMessage.of({
    type: MessageType.invocation,
    target: 'event',
    arguments: [],
  });

  expect(message.bytesFor(counting)).toBe(message.bytesFor(counting));
  expect(encoded).toHaveLength(1);

  const { hub, clients } = await createRoom(async () => undefined);
  await hub.handle.clients.all.send('event', 'x');
  const [one, other] = clients.map(({ pair }) => pair.events.at(-1));
  expect(one).toEqual(other);
  expect(one?.kind === 'sent' && other?.kind === 'sent' && one.bytes === other.bytes).toBe(true);
});

test('[SH-67] a client that is behind holds nobody up', async () => {
  const { hub, clients } = await createRoom(async () => undefined);
  const [slow] = clients;
  if (slow !== undefined) {
    slow.pair.bufferedBytes = 10_000_000;
  }

  await hub.handle.clients.all.send('event');

  expect(reached(clients)).toEqual([1, 2, 3]);
});

test('[SH-67] a value that cannot be encoded is the error of whoever sends it', async () => {
  const { hub, clients } = await createRoom(async () => undefined);

  await expect(hub.handle.clients.all.send('event', 1n)).rejects.toThrow();
  expect(reached(clients)).toEqual([]);
});

test('[SH-68] the handle sends, groups and counts from outside', async () => {
  const { hub, clients } = await createRoom(async () => undefined);
  hub.accept();
  expect(hub.handle.connectionCount).toBe(3);

  await hub.handle.groups.add('c3', 'blue');
  await hub.handle.clients.group('blue').send('event', 'argument', 2);

  expect(clients[2]?.received).toEqual([{ type: 1, target: 'event', arguments: ['argument', 2] }]);
  clients[2]?.pair.disconnect();
  await settled();
  expect(hub.handle.connectionCount).toBe(2);
  await hub.handle.clients.client('c3').send('event');
});

test('[SH-69] a client gets what was sent to it in that order', async () => {
  const { clients } = await createRoom(async ({ clients: targets }) => {
    void targets.all.send('first');
    void targets.caller.send('second');
    await targets.group('red').send('third');
  });

  clients[0]?.send({ type: 1, invocationId: '1', target: 'go', arguments: [] });
  const received = (await clients[0]?.receive(4)) as readonly { readonly target?: string }[];

  expect(received.map(({ target }) => target)).toEqual(['first', 'second', 'third', undefined]);
});
