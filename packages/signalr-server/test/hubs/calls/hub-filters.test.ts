/** Filters. Rules: docs/spec/signalr-hubs.md, SH-120 to SH-127. */

import type { HubContract } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { createHubPipeline } from '../../../src/hubs/calls/hub-pipeline.ts';
import { createMethodTable } from '../../../src/hubs/calls/method-table.ts';
import type { HubFilter, HubInvocation } from '../../../src/hubs/definition/hub-filter.ts';
import type { Hub, HubCall } from '../../../src/hubs/definition/hub.ts';
import { HubError } from '../../../src/hubs/errors.ts';
import { COMBINATIONS, connect } from '../../support/official-client.ts';
import { startServer } from '../../support/start-server.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract, AnyHub } from '../../support/test-hub.ts';

const HUB: AnyHub = {
  methods: {
    echo: (_call: unknown, text: string) => text,
    fail: () => {
      throw new RangeError('internals');
    },
    async *count(_call: unknown, to: number) {
      for (let value = 1; value <= to; value += 1) {
        yield value;
      }
    },
    marked: { run: () => 'ran', metadata: { audited: true } },
    join: {
      run: async (_call: unknown, separator: string, words: AsyncIterable<string>) => {
        const heard: string[] = [];
        for await (const word of words) {
          heard.push(word);
        }
        return heard.join(separator);
      },
      clientStreams: 1,
    },
  } as unknown as AnyHub['methods'],
};

/** Notes when a call passes inwards and outwards. */
function noting(name: string, notes: string[]): HubFilter {
  return {
    async invokeMethod(invocation, next) {
      notes.push(`${name} in`);
      const result = await next(invocation);
      notes.push(`${name} out`);
      return result;
    },
    async onConnected(call, next) {
      notes.push(`${name} connecting`);
      await next(call);
    },
    async onDisconnected(call, error, next) {
      notes.push(`${name} disconnecting: ${error?.message ?? 'no error'}`);
      await next(call, error);
    },
  };
}

async function answerTo(message: object, ...filters: HubFilter[]): Promise<object | undefined> {
  const client = await createTestHub(HUB, { filters, hasDetailedErrors: false }).connect();
  client.send({ type: 1, invocationId: '1', ...message });
  return (await client.receive(1))[0];
}

describe('filters of methods', () => {
  test('[SH-120] the first registered is the outermost', async () => {
    const notes: string[] = [];
    await answerTo(
      { target: 'echo', arguments: ['hello'] },
      noting('first', notes),
      {},
      noting('second', notes),
    );
    expect(notes.slice(2)).toEqual(['first in', 'second in', 'second out', 'first out']);
  });

  test.each(COMBINATIONS)(
    "[SH-120] the server's filters stand around the hub's: $name",
    async (combination) => {
      const notes: string[] = [];
      const options = { filters: [noting('hub', notes)] };
      const serverOptions = { filters: [noting('server', notes)] };
      await using server = await startServer<AnyContract>(HUB, options, serverOptions);
      await using client = await connect(server.url, combination);
      expect(await client.invoke('echo', 'hello')).toBe('hello');
      expect(notes).toEqual([
        'server connecting',
        'hub connecting',
        'server in',
        'hub in',
        'hub out',
        'server out',
      ]);
    },
  );

  test('[SH-121] a filter sees the call, the name as the hub spells it, and the metadata', async () => {
    const seen: HubInvocation[] = [];
    await answerTo(
      { target: 'MARKED', arguments: [] },
      {
        invokeMethod(invocation, next) {
          seen.push(invocation);
          return next(invocation);
        },
      },
    );
    expect(seen).toMatchObject([
      { methodName: 'marked', arguments: [], metadata: { audited: true } },
    ]);
    expect(seen[0]?.call.connection.connectionId).toBe('c1');
  });

  test('[SH-121] streams from the client are the last arguments', async () => {
    const counts: number[] = [];
    const filter: HubFilter = {
      invokeMethod(invocation, next) {
        counts.push(invocation.arguments.length);
        return next(invocation);
      },
    };
    const client = await createTestHub(HUB, { filters: [filter] }).connect();
    client.send(
      { type: 1, invocationId: '1', target: 'join', arguments: ['-'], streamIds: ['s'] },
      { type: 2, invocationId: 's', item: 'a' },
      { type: 2, invocationId: 's', item: 'b' },
      { type: 3, invocationId: 's' },
    );
    expect(await client.receive(1)).toEqual([{ type: 3, invocationId: '1', result: 'a-b' }]);
    expect(counts).toEqual([2]);
  });

  test('[SH-122] changed arguments reach the method, and a changed result the client', async () => {
    const answer = await answerTo(
      { target: 'echo', arguments: ['hello'] },
      {
        async invokeMethod(invocation, next) {
          const result = await next({ ...invocation, arguments: ['good bye'] });
          return `${String(result)}!`;
        },
      },
    );
    expect(answer).toEqual({ type: 3, invocationId: '1', result: 'good bye!' });
  });

  test('[SH-122] a filter sends as a method does', async () => {
    const filter: HubFilter = {
      async invokeMethod(invocation, next) {
        await invocation.call.clients.caller.send('audited', invocation.methodName);
        return next(invocation);
      },
    };
    const client = await createTestHub(HUB, { filters: [filter] }).connect();
    client.send({ type: 1, invocationId: '1', target: 'echo', arguments: ['hello'] });
    expect(await client.receive(2)).toEqual([
      { type: 1, target: 'audited', arguments: ['echo'] },
      { type: 3, invocationId: '1', result: 'hello' },
    ]);
  });

  test('[SH-123] a filter that refuses keeps the method from running', async () => {
    const notes: string[] = [];
    const answer = await answerTo(
      { target: 'echo', arguments: ['hello'] },
      {
        invokeMethod() {
          throw new HubError('not today');
        },
      },
      noting('inner', notes),
    );
    expect(answer).toMatchObject({
      error: "An unexpected error occurred invoking 'echo' on the server. HubException: not today",
    });
    expect(notes).not.toContain('inner in');
  });

  test('[SH-123] a filter sees what the method throws, and may answer in its place', async () => {
    const answer = await answerTo(
      { target: 'fail', arguments: [] },
      {
        invokeMethod: (invocation, next) =>
          next(invocation).catch((error: unknown) => `caught ${String(error)}`),
      },
    );
    expect(answer).toMatchObject({ result: 'caught RangeError: internals' });
  });

  test('[SH-124] a filter of a streaming method may hand on another stream', async () => {
    const filter: HubFilter = {
      async invokeMethod(invocation, next) {
        const stream = (await next(invocation)) as AsyncIterable<number>;
        return doubled(stream);
      },
    };
    const client = await createTestHub(HUB, { filters: [filter] }).connect();
    client.send({ type: 4, invocationId: '1', target: 'count', arguments: [2] });
    expect(await client.receive(3)).toEqual([
      { type: 2, invocationId: '1', item: 2 },
      { type: 2, invocationId: '1', item: 4 },
      { type: 3, invocationId: '1' },
    ]);
  });

  test('[SH-126] without filters nothing stands between a call and its method', () => {
    const method = createMethodTable({ now: () => 42 })('now');
    const { runMethod } = createHubPipeline(HUB as unknown as Hub<HubContract>, [{}]);
    const call = {} as HubCall<HubContract>;
    // The value itself: not even a promise.
    expect(method && runMethod(method, call, [])).toBe(42);
  });

  test('[SH-127] a filter runs once the call is allowed and bound, and not before', async () => {
    const notes: string[] = [];
    for (const message of [
      { target: 'missing', arguments: [] },
      { target: 'echo', arguments: [] },
      { target: 'count', arguments: [1] },
      { target: 'echo', arguments: [], streamIds: ['s'] },
    ]) {
      expect(await answerTo(message, noting('filter', notes))).toHaveProperty('error');
    }
    expect(notes).not.toContain('filter in');
  });
});

async function* doubled(stream: AsyncIterable<number>): AsyncGenerator<number> {
  for await (const value of stream) {
    yield value * 2;
  }
}

describe('filters of a connection', () => {
  test('[SH-125] they stand around both hooks, nested as those of methods', async () => {
    const notes: string[] = [];
    const hub: AnyHub = {
      ...HUB,
      onConnected: () => void notes.push('connected'),
      onDisconnected: () => void notes.push('disconnected'),
    };
    const filters = [noting('outer', notes), noting('inner', notes)];
    const client = await createTestHub(hub, { filters }).connect();
    client.send({ type: 7, error: 'leaving' });
    await settled();
    expect(notes).toEqual([
      'outer connecting',
      'inner connecting',
      'connected',
      'outer disconnecting: leaving',
      'inner disconnecting: leaving',
      'disconnected',
    ]);
  });

  test('[SH-125] one that throws on connecting ends the connection', async () => {
    const notes: string[] = [];
    const refusing: HubFilter = {
      onConnected() {
        throw new HubError('full');
      },
    };
    const hub = createTestHub(
      { ...HUB, onConnected: () => void notes.push('connected') },
      {
        filters: [refusing, noting('inner', notes)],
      },
    );
    const pair = hub.accept();
    pair.deliver('{"protocol":"json","version":1}\u001e');
    await settled();
    expect(pair.sentText).toContain(
      '{"type":7,"error":"Connection closed with an error. HubException: full"}',
    );
    expect(notes).toEqual([]);
  });
});
