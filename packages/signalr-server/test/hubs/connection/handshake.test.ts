/** The first exchange. Rules: docs/spec/signalr-hubs.md, SH-1 to SH-9. */

import { expect, test } from 'vitest';
import { createNotingHub, note } from '../../support/noting-hub.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';
import type { AnyHub } from '../../support/test-hub.ts';

const HANDSHAKE = '{"protocol":"json","version":1}\u001e';
const NO_METHODS: AnyHub = { methods: {} };

test('[SH-1] messages behind the request in the same chunk are read', async () => {
  const { hub, notes } = createNotingHub();
  const pair = createTestHub(hub).accept();

  pair.deliver(HANDSHAKE + JSON.stringify(note('first')) + '\u001e');
  await settled();

  expect(pair.sentText).toBe('{}\u001e');
  expect(notes).toEqual(['connected c1', 'first']);
});

test('[SH-1] a request in many chunks is one request', async () => {
  const { hub, notes } = createNotingHub();
  const pair = createTestHub(hub).accept();

  for (const character of HANDSHAKE) {
    pair.deliver(character);
  }
  await settled();

  expect(notes).toEqual(['connected c1']);
});

test.each([
  ['[SH-2]', { protocol: 'x', version: 1 }, "The protocol 'x' is not supported."],
  [
    '[SH-3]',
    { protocol: 'json', version: 99 },
    "The server does not support version 99 of the 'json' protocol.",
  ],
  [
    '[SH-3]',
    { protocol: 'json', version: 0 },
    "The server does not support version 0 of the 'json' protocol.",
  ],
  ['[SH-5]', {}, 'An unexpected error occurred during connection handshake.'],
])('%s %j is refused', async (_rule, request, error) => {
  const { hub, notes } = createNotingHub();
  const pair = createTestHub(hub).accept();

  pair.deliver(JSON.stringify(request) + '\u001e');
  await settled();

  expect(pair.sentText).toBe(JSON.stringify({ error }) + '\u001e');
  expect(pair.events.at(-1)).toEqual({ kind: 'closed' });
  expect(notes).toEqual([]);
});

test('[SH-5] its cause is told where errors are detailed', () => {
  const pair = createTestHub(NO_METHODS, { hasDetailedErrors: true }).accept();

  pair.deliver('{}\u001e');

  expect(pair.sentText).toContain(
    "handshake. InvalidDataException: Missing required property 'protocol'. Message content: {}",
  );
});

test('[SH-4] MessagePack over Server-Sent Events is refused', () => {
  const pair = createTestHub(NO_METHODS).accept({ transport: 'ServerSentEvents' });

  pair.deliver('{"protocol":"messagepack","version":1}\u001e');

  expect(JSON.parse(pair.sentText.slice(0, -1))).toEqual({
    error:
      "Cannot use the 'messagepack' protocol on the current transport. The transport does not support 'Binary' transfer format.",
  });
});

test('[SH-6] a request over the size limit is refused before it is complete', () => {
  const pair = createTestHub(NO_METHODS, { maxReceiveMessageBytes: 100 }).accept();

  pair.deliver('x'.repeat(101));

  expect(pair.sentText).toBe('{"error":"Handshake was canceled."}\u001e');
});

test('[SH-6] a request that does not come is refused', () => {
  const { accept, clock } = createTestHub(NO_METHODS);
  const pair = accept();

  clock.advance(15_000);

  expect(pair.sentText).toBe('{"error":"Handshake was canceled."}\u001e');
  expect(pair.events.at(-1)).toEqual({ kind: 'closed' });
});

test('[SH-7] the format is set before the answer, which is JSON for every protocol', () => {
  const pair = createTestHub(NO_METHODS).accept();

  pair.deliver('{"protocol":"messagepack","version":1}\u001e');

  expect(pair.events.map(({ kind }) => kind)).toEqual(['format', 'sent']);
  expect(pair.events[0]).toEqual({ kind: 'format', format: 'Binary' });
  expect(pair.sentText).toBe('{}\u001e');
});

test('[SH-8] the hub never hears of a client that leaves first', async () => {
  const { hub, notes } = createNotingHub();
  const pair = createTestHub(hub).accept();

  pair.disconnect();
  await settled();

  expect(notes).toEqual([]);
});

test('[SH-9] calls wait for onConnected', async () => {
  const { hub, notes } = createNotingHub();
  let finish: () => void = () => undefined;
  const slow: AnyHub = {
    ...hub,
    onConnected: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  };
  const pair = createTestHub(slow).accept();

  pair.deliver(HANDSHAKE + JSON.stringify(note('waited')) + '\u001e');
  await settled();
  expect(pair.sentText).toBe('{}\u001e');
  expect(notes).toEqual([]);

  finish();
  await settled();
  expect(notes).toEqual(['waited']);
});
