/** Streams from the client. Rules: docs/spec/signalr-hubs.md. */

import { expect, test } from 'vitest';
import { ClientStream } from '../../../src/hubs/calls/client-stream.ts';
import { Gate } from '../../support/gate.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const item = (id: string, value: unknown): object => ({ type: 2, invocationId: id, item: value });
const end = (id: string, error?: string): object => ({ type: 3, invocationId: id, error });
function upload(target: string, values: readonly unknown[], streamIds: readonly string[]): object {
  return { type: 1, invocationId: '1', target, arguments: values, streamIds };
}
function completion(outcome: object): object {
  return { type: 3, invocationId: '1', ...outcome };
}

type Numbers = AsyncIterable<number>;

function createUploadHub(): { hub: AnyHub; gate: Gate; notes: string[] } {
  const gate = new Gate();
  const notes: string[] = [];
  const hub = {
    methods: {
      sum: {
        run: async (_call: unknown, start: number, numbers: Numbers) => {
          let total = start;
          for await (const number of numbers) {
            total += number;
          }
          return total;
        },
        clientStreams: 1,
      },
      pair: {
        run: async (_call: unknown, name: string, left: Numbers, right: Numbers) => {
          const all: unknown[] = [name];
          for await (const number of left) {
            all.push(number);
          }
          for await (const number of right) {
            all.push(number);
          }
          return all;
        },
        clientStreams: 2,
      },
      first: {
        run: async (_call: unknown, numbers: Numbers) => {
          for await (const number of numbers) {
            return number;
          }
          return undefined;
        },
        clientStreams: 1,
      },
      gated: {
        run: async (_call: unknown, numbers: Numbers) => {
          await gate.opened;
          for await (const number of numbers) {
            notes.push(`read ${number}`);
          }
        },
        clientStreams: 1,
      },
      watch: {
        run: async (_call: unknown, numbers: Numbers) => {
          try {
            for await (const number of numbers) {
              notes.push(`read ${number}`);
            }
          } catch (error) {
            notes.push(String(error));
          }
        },
        clientStreams: 1,
      },
      double: {
        async *run(_call: unknown, numbers: Numbers) {
          for await (const number of numbers) {
            yield number * 2;
          }
        },
        clientStreams: 1,
      },
      ping: () => 'pong',
    },
  } as unknown as AnyHub;
  return { hub, gate, notes };
}

test('[SH-50] a stream is the last parameter', async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send(upload('sum', [100], ['u']), item('u', 1), item('u', 2), end('u'));

  expect(await client.receive(1)).toEqual([completion({ result: 103 })]);
});

test('[SH-50] several stand in their order, whenever their items come', async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send(upload('pair', ['both'], ['l', 'r']));
  client.send(item('r', 10), item('l', 1), end('r'), item('l', 2), end('l'));

  expect(await client.receive(1)).toEqual([completion({ result: ['both', 1, 2, 10] })]);
});

test('[SH-51] a wrong number of streams is an error of the call', async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send(upload('sum', [1], ['u', 'v']));

  expect(await client.receive(1)).toEqual([
    completion({
      error:
        "An unexpected error occurred invoking 'sum' on the server. HubException: Client sent 2 stream(s), Hub method expects 1.",
    }),
  ]);
});

test("[SH-52] the client's error ends the call that reads", async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send(upload('sum', [1], ['u']), item('u', 1), end('u', 'Something bad'));

  expect(await client.receive(1)).toEqual([
    completion({
      error:
        "An unexpected error occurred invoking 'sum' on the server. HubException: Something bad",
    }),
  ]);
});

test('[SH-52] items before an error are read before it', async () => {
  const stream = new ClientStream(10);
  expect(stream.write(1)).toBeUndefined();
  stream.end(new Error('late'));
  const read: unknown[] = [];

  const reading = (async () => {
    for await (const value of stream) {
      read.push(value);
    }
  })();

  await expect(reading).rejects.toThrow('late');
  expect(read).toEqual([1]);
});

test('[SH-53] a full stream stops the reading until there is room', async () => {
  const { hub, gate, notes } = createUploadHub();
  const client = await createTestHub(hub, { streamBufferCapacity: 2 }).connect();
  const ping = { type: 1, invocationId: 'p', target: 'ping', arguments: [] };

  client.send(upload('gated', [], ['u']), item('u', 1), item('u', 2), item('u', 3), ping);
  await settled();
  expect(client.received).toEqual([]);

  gate.open();
  expect(await client.receive(1)).toEqual([{ type: 3, invocationId: 'p', result: 'pong' }]);
  expect(notes).toContain('read 1');
});

test('[SH-54] items and completions of unknown streams are ignored', async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send(item('nobody', 1), end('nobody'), upload('sum', [0], ['u']), end('u'));

  expect(await client.receive(1)).toEqual([completion({ result: 0 })]);
});

test('[SH-55] what comes after the method has returned is dropped', async () => {
  const client = await createTestHub(createUploadHub().hub, { streamBufferCapacity: 1 }).connect();

  client.send(upload('first', [], ['u']));
  client.send(...[1, 2, 3, 4, 5].map((value) => item('u', value)), end('u'));
  expect(await client.receive(1)).toEqual([completion({ result: 1 })]);

  client.send(item('u', 6), { type: 1, invocationId: 'p', target: 'ping', arguments: [] });
  expect(await client.receive(2)).toHaveLength(2);
});

test('[SH-56] the end of the connection fails its streams', async () => {
  const { hub, notes } = createUploadHub();
  const client = await createTestHub(hub).connect();

  client.send(upload('watch', [], ['u']), item('u', 1));
  client.pair.disconnect();
  await settled();

  expect(notes).toEqual(['read 1', 'HubError: The underlying connection was closed.']);
});

test('[SH-58] an item that does not fit ends its stream, and the connection stays', async () => {
  const notes: unknown[] = [];
  const hub = {
    methods: {
      merge: {
        run: async (_call: unknown, numbers: Numbers, texts: AsyncIterable<string>) => {
          for await (const number of numbers) {
            notes.push(number);
          }
          for await (const text of texts) {
            notes.push(text);
          }
        },
        clientStreams: 2,
        parseItems: [
          (value: unknown) => {
            if (typeof value !== 'number') {
              throw new TypeError('not a number');
            }
            return value * 10;
          },
        ],
      },
      ping: () => 'pong',
    },
  } as unknown as AnyHub;
  const client = await createTestHub(hub).connect();

  client.send(upload('merge', [], ['n', 't']), item('n', 1), item('t', 'any'), item('n', 'x'));
  client.send(item('n', 2), { type: 1, invocationId: 'p', target: 'ping', arguments: [] });

  expect(await client.receive(2)).toEqual(
    expect.arrayContaining([
      completion({
        error:
          "An unexpected error occurred invoking 'merge' on the server. HubException: Failed to bind Stream message.",
      }),
      { type: 3, invocationId: 'p', result: 'pong' },
    ]),
  );
  expect(notes).toEqual([10]);
});

test('[SH-57] a call has streams both ways', async () => {
  const client = await createTestHub(createUploadHub().hub).connect();

  client.send({ ...upload('double', [], ['u']), type: 4 });
  client.send(item('u', 1), item('u', 2), end('u'));

  expect(await client.receive(3)).toEqual([item('1', 2), item('1', 4), completion({})]);
});
