/** Streams to the client. Rules: docs/spec/signalr-hubs.md. */

import { describe, expect, test } from 'vitest';
import { HubError } from '../../../src/hubs/errors.ts';
import { Gate } from '../../support/gate.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

function stream(target: string, ...values: readonly unknown[]): object {
  return { type: 4, invocationId: 's', target, arguments: values };
}
const item = (value: unknown): object => ({ type: 2, invocationId: 's', item: value });
const END = { type: 3, invocationId: 's' };

/** A hub whose sources note when they are released. */
function createStreamingHub(): { hub: AnyHub; notes: string[]; gate: Gate } {
  const notes: string[] = [];
  const gate = new Gate();
  const hub = {
    methods: {
      async *count(_call: unknown, to: number) {
        for (let value = 1; value <= to; value += 1) {
          yield value;
        }
      },
      async *fail(_call: unknown, error: 'HubError' | 'Error') {
        yield 1;
        throw error === 'HubError' ? new HubError('enough') : new Error('internals');
      },
      async *endless({ signal }: { readonly signal: AbortSignal }) {
        try {
          for (let value = 1; ; value += 1) {
            yield value;
            await settled();
          }
        } finally {
          notes.push(signal.aborted ? 'released after abort' : 'released');
        }
      },
      async *stuck() {
        yield 1;
        await gate.opened;
      },
      early: {
        run: () => {
          throw new Error('internals');
        },
        isStreaming: true,
      },
      notAStream: { run: () => [1, 2], isStreaming: true },
      promised: {
        run: async () =>
          (async function* () {
            yield undefined;
          })(),
        isStreaming: true,
      },
      ping: () => 'pong',
    },
  } as unknown as AnyHub;
  return { hub, notes, gate };
}

async function answersTo(message: object, count: number, options = {}): Promise<readonly object[]> {
  const client = await createTestHub(createStreamingHub().hub, options).connect();
  client.send(message);
  return client.receive(count);
}

describe('items', () => {
  test('[SH-40] are followed by a completion without a result', async () => {
    expect(await answersTo(stream('count', 3), 4)).toEqual([item(1), item(2), item(3), END]);
    expect(await answersTo(stream('count', 0), 1)).toEqual([END]);
  });

  test('[SH-40] of a promised stream, `undefined` among them, are items', async () => {
    expect(await answersTo(stream('promised'), 2)).toEqual([item(null), END]);
  });

  test('[SH-47] wait while the client is behind', async () => {
    const client = await createTestHub(createStreamingHub().hub).connect();

    client.pair.bufferedBytes = 100_000;
    client.send(stream('count', 3));
    await settled();
    client.pair.bufferedBytes = 65_537;
    await settled();
    expect(client.received).toEqual([item(1)]);

    client.pair.bufferedBytes = 65_536;
    expect(await client.receive(4)).toHaveLength(4);
  });

  test('[SH-45] [SH-47] no longer than the stream is wanted', async () => {
    const { hub, notes } = createStreamingHub();
    const client = await createTestHub(hub).connect();

    client.pair.bufferedBytes = 65_537;
    client.send(stream('endless'));
    await settled();
    client.send({ type: 5, invocationId: 's' });
    await settled();

    expect(client.received).toEqual([item(1), END]);
    expect(notes).toEqual(['released after abort']);
  });
});

describe('failures', () => {
  const failed = 'An error occurred on the server while streaming results.';

  test('[SH-41] of a running stream', async () => {
    expect(await answersTo(stream('fail', 'Error'), 2)).toEqual([
      item(1),
      { ...END, error: failed },
    ]);
    expect(await answersTo(stream('fail', 'HubError'), 2)).toEqual([
      item(1),
      { ...END, error: `${failed} HubException: enough` },
    ]);
    const detailed = await answersTo(stream('fail', 'Error'), 2, { hasDetailedErrors: true });
    expect(detailed[1]).toEqual({ ...END, error: `${failed} Error: internals` });
  });

  test('[SH-42] before there is a stream', async () => {
    expect(await answersTo(stream('early'), 1)).toEqual([
      { ...END, error: "An unexpected error occurred invoking 'early' on the server." },
    ]);
  });

  test('[SH-43] to return one', async () => {
    expect(await answersTo(stream('notAStream'), 1)).toEqual([
      {
        ...END,
        error:
          "The value returned by the streaming method 'notAStream' is not a ChannelReader<> or IAsyncEnumerable<>.",
      },
    ]);
  });

  test('[SH-44] to have an id of its own', async () => {
    const client = await createTestHub(createStreamingHub().hub).connect();

    client.send(stream('stuck'), stream('count', 1));

    expect(await client.receive(2)).toContainEqual({
      ...END,
      error: "Invocation ID 's' is already in use.",
    });
  });

  test('[SH-44] an id is free again when its stream has ended', async () => {
    const client = await createTestHub(createStreamingHub().hub).connect();

    client.send(stream('count', 1));
    await client.receive(2);
    client.send(stream('count', 1));

    expect((await client.receive(4)).slice(2)).toEqual([item(1), END]);
  });
});

describe('cancelling', () => {
  test('[SH-45] ends the stream without an error and releases its source', async () => {
    const { hub, notes } = createStreamingHub();
    const client = await createTestHub(hub).connect();

    client.send(stream('endless'));
    await client.receive(3);
    client.send({ type: 5, invocationId: 's' }, { type: 5, invocationId: 'unknown' });
    await client.pair.until(() => client.pair.sentText.includes('"type":3'));
    await settled();
    await settled();

    expect(client.received.at(-1)).toEqual(END);
    expect(notes).toEqual(['released after abort']);
  });

  test('[SH-45] ends a stream whose source is stuck', async () => {
    const client = await createTestHub(createStreamingHub().hub).connect();

    client.send(stream('stuck'));
    await client.receive(1);
    client.send({ type: 5, invocationId: 's' });

    expect(await client.receive(2)).toEqual([item(1), END]);
  });

  test('[SH-46] and everything else is read while streams run', async () => {
    const client = await createTestHub(createStreamingHub().hub).connect();

    client.send(stream('stuck'), { ...stream('stuck'), invocationId: 't' });
    client.send({ type: 1, invocationId: 'i', target: 'ping', arguments: [] });

    expect(await client.receive(3)).toContainEqual({ type: 3, invocationId: 'i', result: 'pong' });
  });

  test('[SH-48] the end of the connection is the end of its streams', async () => {
    const { hub, notes } = createStreamingHub();
    const client = await createTestHub(hub).connect();

    client.send(stream('endless'));
    await client.receive(2);
    client.pair.disconnect();
    await settled();
    await settled();

    expect(notes).toEqual(['released after abort']);
  });
});
