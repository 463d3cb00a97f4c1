/** What asking a client means for the call that asks. Rules: docs/spec/signalr-hubs.md. */

import { expect, test } from 'vitest';
import type { HubCall } from '../../../src/hubs/definition/hub.ts';
import { Gate } from '../../support/gate.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract, AnyHub, JsonClient } from '../../support/test-hub.ts';

type Call = HubCall<AnyContract>;

/** `ask` asks its caller as often as it is told; `hold` waits. Each says when it starts. */
function createHub(): { readonly hub: AnyHub; readonly started: string[]; readonly gate: Gate } {
  const started: string[] = [];
  const gate = new Gate();
  const methods = {
    ask: async ({ clients }: Call, times: number) => {
      started.push('ask');
      for (let time = 0; time < times; time += 1) {
        await clients.caller.invoke('question', time);
      }
    },
    hold: async (_call: Call, name: string) => {
      started.push(name);
      await gate.opened;
    },
  };
  return { hub: { methods } as unknown as AnyHub, started, gate };
}

const ask = (times: number): object => ({
  type: 1,
  invocationId: 'a',
  target: 'ask',
  arguments: [times],
});
const hold = (name: string): object => ({ type: 1, target: 'hold', arguments: [name] });
const answer = (invocationId: string): object => ({ type: 3, invocationId, result: 1 });

test('[SH-100] the client is sent an invocation with an id, and its completion is the answer', async () => {
  const client = await createTestHub(createHub().hub).connect();

  client.send(ask(1));
  expect(await client.receive(1)).toEqual([
    { type: 1, invocationId: 's1', target: 'question', arguments: [0] },
  ]);
  client.send(answer('s1'));

  expect((await client.receive(2))[1]).toEqual({ type: 3, invocationId: 'a', result: null });
});

test('[SH-100] an answer without a result is undefined', async () => {
  const { connect, handle } = createTestHub({ methods: {} });
  const client = await connect();

  const result = handle.clients.client('c1').invoke('question');
  await client.receive(1);
  client.send({ type: 3, invocationId: 's1' });

  expect(await result).toBeUndefined();
});

test('[SH-107] with a limit of one, the next call starts when a call begins to wait', async () => {
  const { hub, started } = createHub();
  const client = await createTestHub(hub).connect();

  client.send(ask(1), hold('next'), hold('too many'));
  await settled();
  expect(started).toEqual(['ask', 'next']);
});

test('[SH-107] a call gives up its slot once, however often it asks', async () => {
  const { hub, started } = createHub();
  const client = await createTestHub(hub, { maxParallelInvocations: 2 }).connect();

  client.send(ask(3), hold('b'), hold('c'), hold('d'));
  await settled();
  expect(started).toEqual(['ask', 'b', 'c']);
});

test('[SH-107] a call that has its answers ends without freeing a slot again', async () => {
  const { hub, started, gate } = createHub();
  const client = await createTestHub(hub, { maxParallelInvocations: 2 }).connect();

  client.send(ask(3), hold('b'));
  for (const id of ['s1', 's2', 's3']) {
    await client.pair.until(() => JSON.stringify(client.received).includes(id));
    client.send(answer(id));
  }
  await client.receive(4);
  client.send(hold('c'), hold('d'));
  await settled();
  expect(started).toEqual(['ask', 'b', 'c']);

  gate.open();
  await settled();
  expect(started).toEqual(['ask', 'b', 'c', 'd']);
});

test('[SH-104] an answer from another connection is logged, and both connections stay', async () => {
  const { hub } = createHub();
  const { connect, logger } = createTestHub(hub);
  const asked = await connect();
  const other = await connect();
  asked.send(ask(1));
  await asked.receive(1);

  other.send(answer('s1'), answer('s99'), { type: 3, invocationId: 'x', error: 'e' });
  await settled();
  expect(asked.received).toHaveLength(1);
  expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([
    {
      level: 'warn',
      text: 'A client answered what another one was asked',
      fields: {
        error: expect.objectContaining({
          message: "Connection ID 'c2' is not valid for invocation ID 's1'.",
        }),
      },
    },
  ]);

  asked.send(answer('s1'));
  expect((await asked.receive(2))[1]).toEqual({ type: 3, invocationId: 'a', result: null });
  expect([asked.isClosed, other.isClosed]).toEqual([false, false]);
});

test('[SH-106] nobody is asked inside onConnected', async () => {
  const errors: unknown[] = [];
  const refused = async ({ clients }: Call): Promise<void> => {
    for (const target of [clients.caller, clients.client('c1'), clients.caller.with({})]) {
      await target.invoke('question').catch((error: unknown) => errors.push(error));
    }
  };
  const client = await createTestHub({ methods: {}, onConnected: refused }).connect();

  expect(errors.map(String)).toEqual(
    Array.from(
      { length: 3 },
      () => 'TypeError: Client results inside OnConnectedAsync Hub methods are not allowed.',
    ),
  );
  expect(client.received).toEqual([]);
});

test('[SH-102] who has left is not asked inside onDisconnected', async () => {
  const asked = new Promise<unknown>((resolve) => {
    const hub: AnyHub = {
      methods: {},
      onDisconnected: ({ clients }) => clients.caller.invoke('question').then(resolve, resolve),
    };
    void createTestHub(hub)
      .connect()
      .then((client: JsonClient) => client.pair.disconnect());
  });

  expect(await asked).toMatchObject({ message: "Connection 'c1' disconnected." });
});

test('[SH-102] the end of the connection ends the waiting, however long the hub takes over it', async () => {
  const disconnected = new Gate();
  const { connect, handle } = createTestHub({
    methods: {},
    onDisconnected: () => disconnected.opened,
  });
  const client = await connect();
  const answered = handle.clients.client('c1').invoke('question');
  await client.receive(1);

  client.pair.disconnect();

  await expect(answered).rejects.toThrow("Connection 'c1' disconnected.");
  disconnected.open();
});
