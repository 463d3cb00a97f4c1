/** Calls and their answers. Rules: docs/spec/signalr-hubs.md. */

import { describe, expect, test } from 'vitest';
import { createMethodTable } from '../../../src/hubs/calls/method-table.ts';
import { HubError } from '../../../src/hubs/errors.ts';
import { Gate } from '../../support/gate.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

function invoke(target: string, ...values: readonly unknown[]): object {
  return { type: 1, invocationId: '1', target, arguments: values };
}

function completion(outcome: object): object {
  return { type: 3, invocationId: '1', ...outcome };
}

const HUB: AnyHub = {
  methods: {
    add: (_call, one: number, other: number) => one + other,
    nothing: () => undefined,
    later: async () => 'later',
    fail: () => {
      throw new RangeError('internals');
    },
    refuse: () => {
      throw new HubError('not you');
    },
    unencodable: () => 1n,
    *unmarked() {
      yield 1;
    },
    async *stream() {
      yield 1;
    },
    any: { run: (_call: unknown, ...values: unknown[]) => values.length, argumentCount: 'any' },
    checked: {
      run: (_call: unknown, name: string) => `hello ${name}`,
      parse: ([name]: readonly unknown[]) => {
        if (name === 'nobody') {
          throw new HubError('nobody is nobody');
        }
        if (typeof name !== 'string') {
          throw new TypeError('a name is a string');
        }
        return [name.trim()];
      },
    },
    misdeclared: () => (async function* () {})(),
  } as AnyHub['methods'],
};

/** What a fresh client is answered. */
async function answerTo(message: object, options = {}): Promise<object | undefined> {
  const client = await createTestHub(HUB, options).connect();
  client.send(message);
  return (await client.receive(1))[0];
}

describe('methods', () => {
  test.each([
    ['Fail', [], "An unexpected error occurred invoking 'fail' on the server."],
    ['ADD', [1], "Failed to invoke 'add' due to an error on the server."],
    [
      'Stream',
      [],
      "The client attempted to invoke the streaming 'stream' method with a non-streaming invocation.",
    ],
  ])('[SH-128] what is said of %s spells it as the hub does', async (target, values, error) => {
    expect(await answerTo(invoke(target, ...values))).toEqual(completion({ error }));
  });

  test('[SH-128] what is said of a missing method spells it as the client did', async () => {
    expect(await answerTo(invoke('Missing'))).toMatchObject({
      error: expect.stringContaining("Failed to invoke 'Missing' due to"),
    });
  });

  test('[SH-30] are found whatever the case of their name', async () => {
    expect(await answerTo(invoke('ADD', 1, 2))).toEqual(completion({ result: 3 }));
  });

  test('[SH-30] two that differ in case alone are refused', () => {
    expect(() => createMethodTable({ send: () => 1, Send: () => 2 })).toThrow(TypeError);
    expect(() => createMethodTable({ send: 'no function' })).toThrow(TypeError);
  });

  test.each(['missing', 'constructor', '__proto__'])('[SH-31] %j is unknown', async (name) => {
    expect(await answerTo(invoke(name))).toEqual(
      completion({
        error: `Failed to invoke '${name}' due to an error on the server. HubException: Method does not exist.`,
      }),
    );
  });
});

describe('arguments', () => {
  test('[SH-32] of the wrong count are refused, and the count is a detail', async () => {
    const sentence = "Failed to invoke 'add' due to an error on the server.";

    expect(await answerTo(invoke('add'))).toEqual(completion({ error: sentence }));
    expect(await answerTo(invoke('add'), { hasDetailedErrors: true })).toEqual(
      completion({
        error: `${sentence} InvalidDataException: Invocation provides 0 argument(s) but target expects 2.`,
      }),
    );
    expect(await answerTo(invoke('any', 1, 2, 3))).toEqual(completion({ result: 3 }));
  });

  test('[SH-32] are checked and converted by parse', async () => {
    const sentence = "Failed to invoke 'checked' due to an error on the server.";

    expect(await answerTo(invoke('checked', ' you '))).toEqual(completion({ result: 'hello you' }));
    expect(await answerTo(invoke('checked', 7))).toEqual(completion({ error: sentence }));
    expect(await answerTo(invoke('checked', 'nobody'))).toEqual(
      completion({ error: `${sentence} HubException: nobody is nobody` }),
    );
    expect(await answerTo(invoke('checked', 7), { hasDetailedErrors: true })).toEqual(
      completion({
        error: `${sentence} InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.`,
      }),
    );
  });
});

describe('results', () => {
  test('[SH-35] nothing is the result null', async () => {
    expect(await answerTo(invoke('nothing'))).toEqual(completion({ result: null }));
    expect(await answerTo(invoke('later'))).toEqual(completion({ result: 'later' }));
  });

  test('[SH-33] of a method that throws are the sentence alone', async () => {
    const sentence = "An unexpected error occurred invoking 'fail' on the server.";

    expect(await answerTo(invoke('fail'))).toEqual(completion({ error: sentence }));
    expect(await answerTo(invoke('fail'), { hasDetailedErrors: true })).toEqual(
      completion({ error: `${sentence} RangeError: internals` }),
    );
  });

  test('[SH-33] a HubError is for the client to read', async () => {
    expect(await answerTo(invoke('refuse'))).toEqual(
      completion({
        error:
          "An unexpected error occurred invoking 'refuse' on the server. HubException: not you",
      }),
    );
  });

  test('[SH-34] streaming and other methods are not mixed up', async () => {
    expect(await answerTo(invoke('stream'))).toEqual(
      completion({
        error:
          "The client attempted to invoke the streaming 'stream' method with a non-streaming invocation.",
      }),
    );
    expect(await answerTo({ ...invoke('add', 1, 2), type: 4 })).toEqual(
      completion({
        error:
          "The client attempted to invoke the non-streaming 'add' method with a streaming invocation.",
      }),
    );
  });

  test('[SH-34] a stream from a method that is not declared streaming is an error', async () => {
    expect(await answerTo(invoke('misdeclared'))).toEqual(
      completion({ error: "An unexpected error occurred invoking 'misdeclared' on the server." }),
    );
  });

  test('[SH-38] a call without an id is never answered', async () => {
    const client = await createTestHub(HUB).connect();

    for (const target of ['fail', 'missing', 'add', 'stream', 'unencodable', 'nothing']) {
      client.send({ type: 1, target, arguments: [] });
    }
    client.send(invoke('nothing'));

    expect(await client.receive(1)).toEqual([completion({ result: null })]);
  });

  test('[SH-39] an error leaves the connection as it is', async () => {
    const client = await createTestHub(HUB).connect();

    client.send(invoke('fail'), invoke('unencodable'), invoke('add', 1, 1));

    expect((await client.receive(3)).slice(1)).toEqual([
      completion({
        error: "An unexpected error occurred invoking 'unencodable' on the server.",
      }),
      completion({ result: 2 }),
    ]);
  });
});

describe('what is wrong first', () => {
  const many = { streamIds: ['1', '2'] };

  test.each([
    ['missing', { ...invoke('missing'), ...many }, 'Method does not exist.'],
    ['stream', { ...invoke('stream', 1, 2), ...many }, 'with a non-streaming invocation.'],
    ['add', { ...invoke('add'), ...many }, 'Client sent 2 stream(s), Hub method expects 0.'],
    ['add', invoke('add'), "Failed to invoke 'add' due to an error on the server."],
  ])('[SH-49] is told first: %s', async (_name, message, text) => {
    expect(await answerTo(message)).toMatchObject({
      error: expect.stringContaining(text) as unknown,
    });
  });
});

test('[SH-59] what belongs to a connection is in its items', async () => {
  const hub = createTestHub({
    methods: {
      count: ({ connection }) => {
        const count = ((connection.items.get('count') as number | undefined) ?? 0) + 1;
        connection.items.set('count', count);
        return count;
      },
    },
  });
  const [one, other] = [await hub.connect(), await hub.connect()];

  one.send(invoke('count'), invoke('count'));
  other.send(invoke('count'));

  expect(await one.receive(2)).toEqual([completion({ result: 1 }), completion({ result: 2 })]);
  expect(await other.receive(1)).toEqual([completion({ result: 1 })]);
});

test('[SH-74] headers of a call change nothing', async () => {
  expect(await answerTo({ ...invoke('add', 1, 2), headers: { traceparent: '00-1' } })).toEqual(
    completion({ result: 3 }),
  );
});

describe('how many at once', () => {
  function createHoldingHub(): { hub: AnyHub; started: string[]; gates: Map<string, Gate> } {
    const started: string[] = [];
    const gates = new Map<string, Gate>();
    const hub: AnyHub = {
      methods: {
        hold: async (_call, name: string) => {
          const gate = new Gate();
          gates.set(name, gate);
          started.push(name);
          await gate.opened;
        },
      },
    };
    return { hub, started, gates };
  }
  const hold = (name: string): object => ({ type: 1, target: 'hold', arguments: [name] });

  test('[SH-36] one, by default', async () => {
    const { hub, started, gates } = createHoldingHub();
    const client = await createTestHub(hub).connect();

    client.send(hold('a'), hold('b'));
    await settled();
    expect(started).toEqual(['a']);

    gates.get('a')?.open();
    await settled();
    expect(started).toEqual(['a', 'b']);
  });

  test('[SH-37] as many as the hub allows', async () => {
    const { hub, started, gates } = createHoldingHub();
    const client = await createTestHub(hub, { maxParallelInvocations: 2 }).connect();

    client.send(hold('a'), hold('b'), hold('c'), hold('d'));
    await settled();
    expect(started).toEqual(['a', 'b']);

    gates.get('b')?.open();
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);

    gates.get('a')?.open();
    gates.get('c')?.open();
    await settled();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[SH-45] with room to read on, an ordinary call can be cancelled', async () => {
    const hub: AnyHub = {
      methods: {
        wait: ({ signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              resolve('cancelled');
            });
          }),
      },
    };
    const client = await createTestHub(hub, { maxParallelInvocations: 2 }).connect();

    client.send(invoke('wait'), { type: 5, invocationId: '1' });

    expect(await client.receive(1)).toEqual([completion({ result: 'cancelled' })]);
  });
});
