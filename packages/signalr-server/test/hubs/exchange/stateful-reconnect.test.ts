/** A hub whose clients come back with other sockets. Rules: docs/spec/signalr-hubs.md, SH-140 to SH-159. */

import { encodeHandshakeResponse, SerializedMessage } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { resolveHubOptions } from '../../../src/hub-options.ts';
import { TransportError } from '../../../src/index.ts';
import type { HubOptions } from '../../../src/index.ts';
import { createNotingHub, HOLD, note } from '../../support/noting-hub.ts';
import { connectResumable, event, ResumableClient, say } from '../../support/resumable-client.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const HEARTBEAT_MS = 1_000;

describe('which connection has it', () => {
  test('[SH-140] version 2 on a connection that may come back', async () => {
    const { hub } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test);

    await client.send(note('one'));
    test.clock.advance(HEARTBEAT_MS);
    expect(client.received).toEqual([{ type: 8, sequenceId: 1 }]);
    expect(client.pair.canReconnect).toBe(true);
  });

  test('[SH-140] version 1 turns it off', async () => {
    const { hub } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test, { version: 1 });

    await client.send(note('one'));
    test.clock.advance(HEARTBEAT_MS);
    expect(client.received).toEqual([]);
    expect(client.pair.canReconnect).toBe(false);
  });

  test('[SH-140] version 2 alone changes nothing, and acknowledgements mean nothing', async () => {
    const { hub, notes } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test, { canReconnect: false });

    await client.send(
      note('one'),
      { type: 8, sequenceId: 4 },
      { type: 9, sequenceId: 9 },
      note('two'),
    );
    test.clock.advance(HEARTBEAT_MS);
    expect(client.received).toEqual([]);
    expect(notes.slice(1)).toEqual(['one', 'two']);
  });

  test('[SH-3] there is no version 3', async () => {
    const client = new ResumableClient(
      createTestHub({ methods: {} }).accept({ canReconnect: true }),
    );
    await client.send({ protocol: 'json', version: 3 });
    expect(client.pair.sentText).toBe(
      new TextDecoder().decode(
        encodeHandshakeResponse("The server does not support version 3 of the 'json' protocol."),
      ),
    );
  });
});

describe('to the client', () => {
  test('[SH-146] a new socket begins with the sequence, then everything unacknowledged', async () => {
    const test = createTestHub({ methods: {} });
    const client = await connectResumable(test);
    await say(test, 'one', 'two', 'three');
    await client.send({ type: 8, sequenceId: 1 });

    await client.comeBack(1);
    expect(client.received).toEqual([{ type: 9, sequenceId: 2 }, event('two'), event('three')]);
  });

  test('[SH-146] what was sent without a socket comes with the next', async () => {
    const test = createTestHub({ methods: {} });
    const client = await connectResumable(test);
    client.pair.interrupt();
    await say(test, 'meanwhile');
    client.pair.replace();
    await say(test, 'afterwards');
    expect(client.received).toEqual([
      { type: 9, sequenceId: 1 },
      event('meanwhile'),
      event('afterwards'),
    ]);
  });

  test('[SH-142] pings and the like are not numbered and not sent again', async () => {
    const test = createTestHub({ methods: {} }, { keepAliveIntervalMs: 500 });
    const client = await connectResumable(test);
    test.clock.advance(500);
    await say(test, 'one');
    expect(client.received).toEqual([{ type: 6 }, event('one')]);

    await client.comeBack(1);
    expect(client.received).toEqual([{ type: 9, sequenceId: 1 }, event('one')]);
  });

  test('[SH-152] a message that another server encoded is numbered as well', async () => {
    const hub: AnyHub = { methods: {} };
    const test = createTestHub(hub);
    const client = await connectResumable(test);
    const frame = new TextEncoder().encode(`${JSON.stringify(event('from afar'))}\u001e`);
    const message = SerializedMessage.fromFrames(new Map([['json', frame]]));
    await test.router.send({ to: 'all' }, message);

    await client.comeBack(1);
    expect(client.received).toEqual([{ type: 9, sequenceId: 1 }, event('from afar')]);
  });

  test('[SH-152] a message to many is kept once', async () => {
    const test = createTestHub({ methods: {} });
    const clients = [await connectResumable(test), await connectResumable(test)];
    await say(test, 'to both');
    const kept = clients.map((client) => {
      void client.comeBack(1);
      return client.pair.events.filter((sent) => sent.kind === 'sent').at(-1);
    });
    expect(kept[0]?.bytes).toBe(kept[1]?.bytes);
  });

  const LIMITED: HubOptions = { statefulReconnectBufferBytes: 100 };

  test('[SH-144] more than the limit waits for an acknowledgement, in order', async () => {
    const test = createTestHub({ methods: {} }, LIMITED);
    const client = await connectResumable(test);
    await say(test, 'one', 'two', 'three', 'four', 'five');
    expect(client.received).toEqual([event('one'), event('two'), event('three')]);

    await client.send({ type: 8, sequenceId: 2 });
    expect(client.received.slice(3)).toEqual([event('four'), event('five')]);
  });

  test('[SH-144] a ping does not wait', async () => {
    const test = createTestHub({ methods: {} }, { ...LIMITED, keepAliveIntervalMs: 500 });
    const client = await connectResumable(test);
    await say(test, 'one', 'two', 'three', 'four');
    test.clock.advance(500);
    expect(client.received.at(-1)).toEqual({ type: 6 });
  });

  test('[SH-145] too much that waits is the end', async () => {
    const { hub, notes } = createNotingHub();
    const test = createTestHub(hub, { ...LIMITED, maxBufferedBytes: 300 });
    const client = await connectResumable(test);
    await say(test, ...Array.from({ length: 10 }, (_, index) => `message ${index}`));
    await settled();
    expect(client.pair.events.at(-1)).toEqual({ kind: 'aborted' });
    expect(notes.at(-1)).toBe(`disconnected ${new TransportError('slow-consumer').message}`);
  });

  test('[SH-145] a replay that is more than a socket may be sent is refused when mapped', () => {
    const options = { statefulReconnectBufferBytes: 2_000, maxBufferedBytes: 1_000 };
    expect(() => resolveHubOptions({ ...options, allowStatefulReconnects: true })).toThrow(
      RangeError,
    );
    expect(() => resolveHubOptions(options)).not.toThrow();
    expect(() => resolveHubOptions({ statefulReconnectBufferBytes: 0 })).toThrow(RangeError);
  });

  test('[SH-144] [SH-47] a stream waits with its client, and goes on with the acknowledgements', async () => {
    let produced = 0;
    const hub: AnyHub = {
      methods: {
        async *bulk() {
          for (produced = 0; produced < 100; produced += 1) {
            yield 'x'.repeat(10_000);
          }
        },
      },
    };
    const client = await connectResumable(createTestHub(hub));
    await client.send({ type: 4, target: 'bulk', arguments: [], invocationId: '1' });
    expect(produced).toBeGreaterThan(10);
    expect(produced).toBeLessThan(20);

    while (produced < 100) {
      const before = produced;
      await client.send({ type: 8, sequenceId: produced });
      expect(produced).toBeGreaterThan(before);
    }
    await client.send({ type: 8, sequenceId: 100 });
    expect(client.received).toHaveLength(101);
  });

  test('[SH-158] what waits goes before the last word', async () => {
    const test = createTestHub({ methods: {} }, LIMITED);
    const client = await connectResumable(test);
    await say(test, 'one', 'two', 'three', 'four', 'five');
    expect(client.received).toHaveLength(3);
    await test.router.disconnect('c1', {});
    expect(client.received.slice(3)).toEqual([event('four'), event('five'), { type: 7 }]);
  });
});

describe('from the client', () => {
  test('[SH-147] what it sends again is not done again', async () => {
    const { hub, notes } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    await client.send(note('one'), note('two'));

    await client.comeBack(1);
    await client.send(note('one'), note('two'), note('three'));
    expect(notes.slice(1)).toEqual(['one', 'two', 'three']);
  });

  test('[SH-148] what comes before its sequence is ignored', async () => {
    const { hub, notes } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    client.pair.interrupt();
    client.pair.replace();
    await client.send({ type: 6 }, note('too early'));
    await client.send({ type: 9, sequenceId: 1 }, note('one'));
    expect(notes.slice(1)).toEqual(['one']);
  });

  test('[SH-149] a sequence above what has come ends the connection', async () => {
    const { hub, notes } = createNotingHub();
    const test = createTestHub(hub, { hasDetailedErrors: true });
    const client = await connectResumable(test);
    await client.send(note('one'));
    await client.comeBack(3);

    const sentence = "Sequence ID greater than amount of messages we've received.";
    expect(client.received.at(-1)).toEqual({
      type: 7,
      error: `Connection closed with an error. InvalidOperationException: ${sentence}`,
      allowReconnect: true,
    });
    expect(notes.at(-1)).toBe(`disconnected ${sentence}`);
  });

  test('[SH-150] is acknowledged with the heartbeat, once', async () => {
    const { hub } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test);
    await client.send(note('one'), note('two'), { type: 6 });
    expect(client.received).toEqual([]);
    test.clock.advance(HEARTBEAT_MS);
    expect(client.received).toEqual([{ type: 8, sequenceId: 2 }]);
    test.clock.advance(10 * HEARTBEAT_MS);
    expect(client.received).toHaveLength(1);
  });

  test('[SH-151] what it goes on from, but has been done, is acknowledged at once', async () => {
    const { hub } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test);
    await client.send(note('one'), note('two'));
    client.pair.interrupt();
    test.clock.advance(HEARTBEAT_MS);
    await client.comeBack(2);
    expect(client.received).toEqual([
      { type: 9, sequenceId: 1 },
      { type: 8, sequenceId: 2 },
    ]);
    await client.comeBack(3);
    expect(client.received).toEqual([{ type: 9, sequenceId: 1 }]);
  });

  test('[SH-157] a message that the old socket cut is begun anew', async () => {
    const { hub, notes } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    await client.send(note('one'));
    client.pair.deliver('{"type":1,"target":"no');
    await client.comeBack(2);
    await client.send(note('two'));
    expect(notes.slice(1)).toEqual(['one', 'two']);
  });

  test('[SH-157] what had to wait is done once, however the client comes back', async () => {
    const { hub, notes, release } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    await client.send(HOLD, note('waiting'));
    await client.comeBack(1);
    await client.send(HOLD, note('waiting'));
    release();
    await settled();
    expect(notes.slice(1)).toEqual(['holding', 'released', 'waiting']);
  });

  test('[SH-157] what had to wait is done even if the client never comes back', async () => {
    const { hub, notes, release } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    await client.send(HOLD, note('waiting'));
    client.pair.interrupt();
    release();
    await settled();
    expect(notes.slice(1)).toEqual(['holding', 'released', 'waiting']);
  });

  test('[SH-157] reading goes on after a message that stopped the old socket', async () => {
    const { hub, notes, release } = createNotingHub();
    const client = await connectResumable(createTestHub(hub, { maxReceiveMessageBytes: 200_000 }));
    await client.send(HOLD, note('x'.repeat(70_000)));
    expect(client.pair.events.at(-1)).toEqual({ kind: 'paused' });
    await client.comeBack(2);
    release();
    await settled();
    expect(client.pair.events.at(-1)).toEqual({ kind: 'resumed' });
    await client.send(note('on'));
    expect(notes.at(-1)).toBe('on');
  });
});

describe('the connection', () => {
  test('[SH-154] keeps its id, its groups and its calls, and the hub hears that it came back', async () => {
    const { hub, notes, release } = createNotingHub();
    const resumable: AnyHub = {
      ...hub,
      onReconnected: ({ connection }) => {
        notes.push(`reconnected ${connection.connectionId}`);
      },
    };
    const test = createTestHub(resumable);
    const client = await connectResumable(test);
    await test.handle.groups.add('c1', 'room');
    await client.send(HOLD);

    await client.comeBack(2);
    release();
    await test.handle.clients.group('room').send('heard', 'still a member');
    await settled();
    expect(client.received).toEqual([
      { type: 9, sequenceId: 1 },
      event('still a member'),
      { type: 3, invocationId: 'h', result: null },
      { type: 8, sequenceId: 1 },
    ]);
    expect(notes).toEqual(['connected c1', 'holding', 'reconnected c1', 'released']);
    expect(test.handle.connectionCount).toBe(1);
  });

  test('[SH-154] an onReconnected that throws is logged, and the connection goes on', async () => {
    const { hub, notes } = createNotingHub();
    const failing: AnyHub = { ...hub, onReconnected: () => Promise.reject(new Error('no')) };
    const test = createTestHub(failing);
    const client = await connectResumable(test);
    await client.comeBack(1);
    expect(test.logger.texts('error')).toEqual(['onReconnected failed']);
    await client.send(note('on'));
    expect(notes.at(-1)).toBe('on');
  });

  test('[SH-156] may lose its socket while onConnected runs', async () => {
    const notes: string[] = [];
    let finish: () => void = () => undefined;
    const hub: AnyHub = {
      methods: {
        note: (_call: unknown, text: string) => {
          notes.push(text);
        },
      },
      onConnected: async ({ clients }) => {
        await clients.caller.send('heard', 'before');
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        await clients.caller.send('heard', 'after');
      },
      onReconnected: () => {
        notes.push('reconnected');
      },
    };
    const client = await connectResumable(createTestHub(hub));
    await client.comeBack(1);
    await client.send(note('call'));
    finish();
    await settled();
    expect(client.received).toEqual([{ type: 9, sequenceId: 1 }, event('before'), event('after')]);
    expect(notes).toEqual(['call']);
  });

  test('[SH-155] is not ended by a shutdown later than any other', async () => {
    const { hub, notes } = createNotingHub();
    const test = createTestHub(hub);
    const client = await connectResumable(test);
    client.pair.interrupt();
    await test.host.shutDown();
    expect(notes.at(-1)).toBe('disconnected undefined');
  });

  test('[SH-159] a client that does not come back in time is gone', async () => {
    const { hub, notes } = createNotingHub();
    const client = await connectResumable(createTestHub(hub));
    client.pair.interrupt();
    client.pair.disconnect(new TransportError('connection-lost'));
    await settled();
    expect(notes.at(-1)).toBe(`disconnected ${new TransportError('connection-lost').message}`);
  });
});
