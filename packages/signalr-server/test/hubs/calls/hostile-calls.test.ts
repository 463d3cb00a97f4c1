/** What a call may not do to its server. Rules: docs/spec/signalr-hubs.md, SH-118, SH-119 and SH-177 to SH-179. */

import { expect, test } from 'vitest';
import type { HubOptions } from '../../../src/index.ts';
import { resolveHubOptions } from '../../../src/hub-options.ts';
import { createNotingHub, HOLD } from '../../support/noting-hub.ts';
import { connectResumable, say } from '../../support/resumable-client.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const UNTHINKABLE: unknown[] = [Object.create(null), Symbol('none'), undefined, null, 0];

test.each(UNTHINKABLE)('[SH-177] whatever is thrown is an error of the call', async (thrown) => {
  const { connect, logger } = createTestHub({
    methods: {
      fail: () => {
        throw thrown;
      },
    },
  });
  const client = await connect();
  client.send({ type: 1, target: 'fail', arguments: [], invocationId: '1' });
  client.send({ type: 1, target: 'fail', arguments: [], invocationId: '2' });
  const error = "An unexpected error occurred invoking 'fail' on the server.";
  expect(await client.receive(2)).toEqual([
    { type: 3, invocationId: '1', error },
    { type: 3, invocationId: '2', error },
  ]);
  await settled();
  expect(logger.texts('error')).toEqual([error, error]);
});

const endless: AnyHub = {
  methods: {
    async *listen({ signal }) {
      yield* await new Promise<string[]>((resolve) => {
        signal.addEventListener('abort', () => resolve([]));
      });
    },
    upload: {
      clientStreams: 1,
      run: async (_call: unknown, items: AsyncIterable<unknown>) => {
        for await (const _item of items) {
          // Whatever comes.
        }
      },
    },
    echo: (_call: unknown, text: string) => text,
  },
};
const streamOf = (invocationId: string): object => ({
  type: 4,
  target: 'listen',
  arguments: [],
  invocationId,
});
const uploadOf = (invocationId: string, streamId: string): object => ({
  type: 1,
  target: 'upload',
  arguments: [],
  streamIds: [streamId],
  invocationId,
});
const echoOf = (invocationId: string): object => ({
  type: 1,
  target: 'echo',
  arguments: ['here'],
  invocationId,
});

test('[SH-118] a client runs so many streams and no more, and its calls still run', async () => {
  const { connect } = createTestHub(endless, { maxRunningCalls: 3 });
  const client = await connect();
  client.send(streamOf('1'), uploadOf('2', 'a'), echoOf('3'), streamOf('4'));
  client.send(uploadOf('5', 'b'), streamOf('6'));
  const refusal = (target: string): string =>
    `Failed to invoke '${target}' because too many calls of this client are running`;
  await settled();
  expect(client.received).toEqual([
    { type: 3, invocationId: '3', result: 'here' },
    { type: 3, invocationId: '5', error: refusal('upload') },
    { type: 3, invocationId: '6', error: refusal('listen') },
  ]);

  client.send({ type: 5, invocationId: '1' }, { type: 3, invocationId: 'a' }, streamOf('7'));
  await settled();
  client.send(echoOf('8'));
  await settled();
  expect(client.received.slice(3)).toEqual([
    { type: 3, invocationId: '7', error: refusal('listen') },
    { type: 3, invocationId: '1' },
    { type: 3, invocationId: '2', result: null },
    { type: 3, invocationId: '8', result: 'here' },
  ]);
});

test('[SH-118] a thousand unless something else is set, above those that run in parallel', () => {
  expect(resolveHubOptions({}).maxRunningCalls).toBe(1_000);
  const options: HubOptions = { maxParallelInvocations: 8, maxRunningCalls: 8 };
  expect(() => resolveHubOptions(options)).toThrow(RangeError);
});

test('[SH-119] nothing is kept for a client that has gone, while its last call runs', async () => {
  const { hub, release } = createNotingHub();
  const test = createTestHub(hub, { statefulReconnectBufferBytes: 10 });
  const client = await connectResumable(test);
  await client.send(HOLD);
  await say(test, 'one', 'two');
  expect(test.handle.metrics().bufferedBytes).toBeGreaterThan(0);

  client.pair.disconnect();
  await settled();
  await say(test, 'three', 'four');
  expect(test.handle.metrics()).toMatchObject({ connections: { open: 1 }, bufferedBytes: 0 });
  release();
  await settled();
  expect(test.handle.metrics().connections.open).toBe(0);
});
