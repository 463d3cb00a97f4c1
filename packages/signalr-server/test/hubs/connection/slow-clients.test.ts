/** Clients that read more slowly than they are sent to. Rules: docs/spec/signalr-hubs.md, SH-164 to SH-172. */

import { describe, expect, test } from 'vitest';
import type {
  CoalesceForSlowClients,
  HubEvent,
} from '../../../src/hubs/definition/slow-clients.ts';
import { Gate } from '../../support/gate.ts';
import { RawClient } from '../../support/raw-client.ts';
import { startServer } from '../../support/start-server.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyContract, AnyHub, JsonClient, TestHub } from '../../support/test-hub.ts';

const HUB: AnyHub = { methods: {} };
const LAG_BYTES = 1_000;

interface Delta {
  readonly reply: string;
  readonly offset: number;
}

type Policy = CoalesceForSlowClients<AnyContract>;

/** Deltas of one reply are one key; whoever missed some is told from where on, and how many. */
function coalesceDeltas(changes: Partial<Policy> = {}): Policy {
  return {
    policy: 'coalesce',
    lagBytes: LAG_BYTES,
    keyOf: ({ target, arguments: [delta] }) =>
      target === 'delta' ? (delta as Delta).reply : undefined,
    catchUp: ({ key, firstMissed, missedCount }) =>
      caughtUp(key, (firstMissed.arguments[0] as Delta).offset, missedCount),
    ...changes,
  };
}

function caughtUp(reply: string, from: number, count: number): HubEvent<AnyContract> {
  return { target: 'caughtUp', arguments: [reply, from, count] };
}

async function sendDeltas(hub: TestHub, reply: string, ...offsets: number[]): Promise<void> {
  for (const offset of offsets) {
    await hub.handle.clients.all.send('delta', { reply, offset });
  }
}

/** The events that a client was sent, short enough to read in a list. */
function eventsOf(client: JsonClient): readonly string[] {
  return client.received.map((message) => {
    const { target, arguments: values } = message as { target: string; arguments: unknown[] };
    return [target, ...values.map((value) => (target === 'delta' ? deltaText(value) : value))].join(
      ' ',
    );
  });
}

function deltaText(value: unknown): string {
  const { reply, offset } = value as Delta;
  return `${reply}@${offset}`;
}

describe('slow clients', () => {
  test('[SH-164] what a lagging client missed of a key is made up for by one message', async () => {
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas() });
    const slow = await hub.connect();
    const quick = await hub.connect();

    await sendDeltas(hub, 'a', 0);
    slow.pair.bufferedBytes = LAG_BYTES + 1;
    await sendDeltas(hub, 'a', 1, 2, 3);
    slow.pair.bufferedBytes = LAG_BYTES / 2 + 1;
    await settled();
    expect(eventsOf(slow)).toEqual(['delta a@0']);

    slow.pair.bufferedBytes = LAG_BYTES / 2;
    await settled();
    await sendDeltas(hub, 'a', 4);
    expect(eventsOf(slow)).toEqual(['delta a@0', 'caughtUp a 1 3', 'delta a@4']);
    expect(eventsOf(quick)).toHaveLength(5);
  });

  test('[SH-164] a client that stops reading is caught up when it reads on', async () => {
    const slowClients = coalesceDeltas({ lagBytes: 65_536 });
    await using server = await startServer(HUB, { slowClients });
    const client = await RawClient.connect(server.url);
    const padding = 'x'.repeat(100_000);

    client.socket.pause();
    for (let offset = 0; offset < 500; offset += 1) {
      await server.handle.clients.all.send('delta', { reply: 'a', offset }, padding);
    }
    const { coalesced } = server.handle.metrics();
    expect(coalesced).toBeGreaterThan(100);
    client.socket.resume();
    await client.receivedText(`"caughtUp","arguments":["a",${500 - coalesced},${coalesced}]}`);

    expect(client.received.join('').match(/"delta"/g)).toHaveLength(500 - coalesced);
    expect(server.handle.metrics().connections.open).toBe(1);
  });

  test('[SH-165] nobody is asked for the keys of a client that does not lag', async () => {
    const asked: string[] = [];
    const keyOf: Policy['keyOf'] = ({ target }) => {
      asked.push(target);
      return undefined;
    };
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas({ keyOf }) });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES;
    await sendDeltas(hub, 'a', 0);
    expect(asked).toEqual([]);
    client.pair.bufferedBytes = LAG_BYTES + 1;
    await sendDeltas(hub, 'a', 1);
    expect(asked).toEqual(['delta']);
  });

  test('[SH-166] messages without a key are sent in their order, and keys caught up in theirs', async () => {
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas() });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES + 1;
    await sendDeltas(hub, 'a', 1);
    await hub.handle.clients.all.send('posted', 'one');
    await sendDeltas(hub, 'b', 7);
    await hub.handle.clients.all.send('posted', 'two');
    await sendDeltas(hub, 'a', 2);
    client.pair.bufferedBytes = 0;
    await settled();

    expect(eventsOf(client)).toEqual([
      'posted one',
      'posted two',
      'caughtUp a 1 2',
      'caughtUp b 7 1',
    ]);
  });

  test('[SH-167] what is sent while a key is caught up does not overtake it', async () => {
    const gate = new Gate();
    const catchUp: Policy['catchUp'] = async ({ key, firstMissed, missedCount }) => {
      await gate.opened;
      return caughtUp(key, (firstMissed.arguments[0] as Delta).offset, missedCount);
    };
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas({ catchUp }) });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES + 1;
    await sendDeltas(hub, 'a', 1);
    client.pair.bufferedBytes = 0;
    await sendDeltas(hub, 'a', 2, 3);
    await sendDeltas(hub, 'b', 7);
    gate.open();
    await settled();
    await sendDeltas(hub, 'a', 4);

    expect(eventsOf(client)).toEqual([
      'delta b@7',
      'caughtUp a 1 1',
      'caughtUp a 2 2',
      'delta a@4',
    ]);
  });

  test('[SH-168] a key that needs no message gets none', async () => {
    const slowClients = coalesceDeltas({ catchUp: () => undefined });
    const hub = createTestHub(HUB, { slowClients });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES + 1;
    await sendDeltas(hub, 'a', 1);
    client.pair.bufferedBytes = 0;
    await settled();
    await sendDeltas(hub, 'a', 2);

    expect(eventsOf(client)).toEqual(['delta a@2']);
  });

  test.each([
    ['keyOf', { keyOf: fail }],
    ['catchUp', { catchUp: fail }],
    ['a catchUp that is a promise', { catchUp: () => Promise.reject(new Error('secret')) }],
  ] satisfies [string, Partial<Policy>][])(
    '[SH-169] %s that throws ends the connection as slow',
    async (_name, changes) => {
      const hub = createTestHub(HUB, { slowClients: coalesceDeltas(changes) });
      const client = await hub.connect();

      client.pair.bufferedBytes = LAG_BYTES + 1;
      await sendDeltas(hub, 'a', 1, 2);
      client.pair.bufferedBytes = 0;
      await settled();

      expect(client.received).toEqual([
        {
          type: 7,
          error: 'The client reads more slowly than it is sent to.',
          allowReconnect: true,
        },
      ]);
      expect(client.isClosed).toBe(true);
      expect(hub.logger.lines).toMatchObject([
        { level: 'error', fields: { connectionId: 'c1', error: { message: 'secret' } } },
      ]);
      expect(hub.handle.metrics().endedAsSlow).toBe(1);
    },
  );

  test('[SH-170] a client misses at most a thousand keys', async () => {
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas() });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES + 1;
    for (let index = 0; index < 1_001; index += 1) {
      await sendDeltas(hub, `r${index}`, 0);
    }
    await sendDeltas(hub, 'r0', 1);

    expect(eventsOf(client)).toEqual(['delta r1000@0']);
  });

  test('[SH-171] a client that is cut off reads last that it is too slow, and may come back', async () => {
    const client = await createTestHub(HUB).connect();

    expect(Buffer.from(client.pair.farewell).toString()).toBe(
      '{"type":7,"error":"The client reads more slowly than it is sent to.","allowReconnect":true}\u001e',
    );
  });

  test('[SH-172] a client that is asked for a result is asked, however slow it is', async () => {
    const hub = createTestHub(HUB, { slowClients: coalesceDeltas({ keyOf: () => 'everything' }) });
    const client = await hub.connect();

    client.pair.bufferedBytes = LAG_BYTES + 1;
    void hub.router.invoke('c1', { target: 'question', arguments: [] }).catch(() => undefined);
    await hub.handle.clients.all.send('anything');

    expect(eventsOf(client)).toEqual(['question']);
  });
});

function fail(): never {
  throw new Error('secret');
}
