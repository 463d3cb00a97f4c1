/** What flows over a connection that is open. Rules: docs/spec/signalr-hubs.md, SH-10 to SH-26. */

import {
  JsonHubProtocol,
  MessagePackHubProtocol,
  MessageType,
  SerializedMessage,
} from '@parley/signalr-protocol';
import type { HubProtocol } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { Gate } from '../../support/gate.ts';
import { createNotingHub, HOLD, note } from '../../support/noting-hub.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const NO_METHODS: AnyHub = { methods: {} };

describe('messages', () => {
  test('[SH-24] messages of unknown types are skipped', async () => {
    const { hub, notes } = createNotingHub();
    const client = await createTestHub(hub).connect();

    client.send({ type: 77, anything: [] }, note('after'));
    await settled();

    expect(notes).toEqual(['connected c1', 'after']);
  });

  test('[SH-15] a malformed message ends the connection', async () => {
    const { hub, notes } = createNotingHub();
    const client = await createTestHub(hub).connect();

    client.send({ type: 1, target: 7 }, note('after'));
    await settled();

    expect(client.received).toEqual([
      { type: 7, error: 'Connection closed with an error.', allowReconnect: true },
    ]);
    expect(client.isClosed).toBe(true);
    expect(notes).toEqual(['connected c1', "disconnected Expected 'target' to be of type String."]);
  });

  test('[SH-16] an oversize message ends the connection before it is complete', async () => {
    const { hub, notes } = createNotingHub();
    const options = { maxReceiveMessageBytes: 100, hasDetailedErrors: true };
    const client = await createTestHub(hub, options).connect();

    client.pair.deliver('x'.repeat(60));
    expect(client.isClosed).toBe(false);
    client.pair.deliver('x'.repeat(60));
    await settled();

    const [close] = client.received as readonly [{ readonly error: string }];
    expect(close.error).toBe(
      'Connection closed with an error. InvalidDataException: The maximum message size of 100B was exceeded. The message size can be configured in AddHubOptions.',
    );
    expect(notes.at(-1)).toBe('disconnected The maximum message size of 100B was exceeded.');
  });

  test('[SH-26] unread input stops the reading while a call runs, and only then', async () => {
    const { hub, release } = createNotingHub();
    const client = await createTestHub(hub, { maxReceiveMessageBytes: undefined }).connect();

    client.send(note('x'.repeat(100_000)));
    await settled();
    client.send(HOLD);
    expect(client.pair.events.some(({ kind }) => kind === 'paused')).toBe(false);

    client.send(note('x'.repeat(100_000)));
    expect(client.pair.events.at(-1)).toEqual({ kind: 'paused' });
    release();
    await client.receive(1);
    await settled();
    expect(client.pair.events.at(-1)).toEqual({ kind: 'resumed' });
  });

  test('[SH-1] MessagePack messages are read and answered in kind', async () => {
    const { hub, notes } = createNotingHub();
    const protocol = new MessagePackHubProtocol();
    const pair = createTestHub(hub).accept();

    pair.deliver('{"protocol":"messagepack","version":1}\u001e');
    await settled();
    pair.deliver(
      protocol.encode({
        type: MessageType.invocation,
        invocationId: '1',
        target: 'note',
        arguments: ['packed'],
      }),
    );
    await pair.until((end) => end.events.length === 3);

    expect(notes).toEqual(['connected c1', 'packed']);
    const [, , answer] = pair.events;
    expect(answer).toEqual({
      kind: 'sent',
      bytes: protocol.encode({
        type: MessageType.completion,
        invocationId: '1',
        outcome: { kind: 'result', result: null },
      }),
    });
  });
});

describe('messages that another server encoded', () => {
  const told = { type: MessageType.invocation, target: 'told', arguments: [] } as const;
  const framed = (protocol: HubProtocol): SerializedMessage =>
    SerializedMessage.fromFrames(new Map([[protocol.name, protocol.encode(told)]]));

  test('[SH-109] are passed on, or end the connection that cannot read them', async () => {
    const { hub, notes } = createNotingHub();
    const { connect, router } = createTestHub(hub, { hasDetailedErrors: true });
    const client = await connect();

    await router.send({ to: 'all' }, framed(new JsonHubProtocol()));
    await router.send({ to: 'all' }, framed(new MessagePackHubProtocol()));
    await settled();

    const missing =
      'This message was received from another server that did not have the requested protocol available.';
    expect(client.received).toEqual([
      { type: 1, target: 'told', arguments: [] },
      {
        type: 7,
        error: `Connection closed with an error. MissingEncodingError: ${missing}`,
        allowReconnect: true,
      },
    ]);
    expect(client.isClosed).toBe(true);
    expect(notes.at(-1)).toBe(`disconnected ${missing}`);
  });

  test('[SH-109] and whatever else is sent do nothing to a connection that has ended', async () => {
    const disconnected = new Gate();
    const { connect, router } = createTestHub({
      methods: {},
      onDisconnected: () => disconnected.opened,
    });
    const client = await connect();
    client.pair.disconnect();
    await settled();

    await router.send({ to: 'all' }, framed(new MessagePackHubProtocol()));
    await router.send({ to: 'all' }, SerializedMessage.of({ ...told, arguments: [1n] }));

    expect(client.received).toEqual([]);
    disconnected.open();
  });
});

describe('keep-alive', () => {
  test('[SH-10] pings go out each interval', async () => {
    const { connect, clock } = createTestHub(NO_METHODS, { keepAliveIntervalMs: 2_000 });
    const client = await connect();

    clock.advance(7_000);

    expect(client.received).toEqual([{ type: 6 }, { type: 6 }, { type: 6 }]);
  });

  test('[SH-10] none while bytes wait to be sent', async () => {
    const { connect, clock } = createTestHub(NO_METHODS);
    const client = await connect();

    client.pair.bufferedBytes = 1;
    clock.advance(20_000);

    expect(client.received).toEqual([]);
  });

  test('[SH-11] none over long polling', async () => {
    const { connect, clock } = createTestHub(NO_METHODS);
    const client = await connect({ transport: 'LongPolling' });

    clock.advance(60_000);

    expect(client.received).toEqual([]);
  });

  test('[SH-14] a silent client is ended, and the hub is told', async () => {
    const { hub, notes } = createNotingHub();
    const { connect, clock } = createTestHub(hub, { keepAliveIntervalMs: 60_000 });
    const client = await connect();

    client.send({ type: 6 });
    clock.advance(30_000);
    await settled();

    expect(client.received).toEqual([
      { type: 7, error: 'Connection closed with an error.', allowReconnect: true },
    ]);
    expect(notes.at(-1)).toBe(
      "disconnected Client hasn't sent a message/ping within the configured ClientTimeoutInterval.",
    );
  });
});
