/** What Node servers ask each other, both ways. Rules: docs/spec/signalr-redis.md, SR-50 to SR-54. */

import fc from 'fast-check';
import { ProtocolError } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import {
  decodeFarmQuery,
  decodeFarmReply,
  encodeFarmQuery,
  encodeFarmReply,
} from '../../src/wire/farm-payloads.ts';
import type { FarmQuestion } from '../../src/wire/farm-payloads.ts';

const QUESTIONS: readonly FarmQuestion[] = [
  { kind: 'find', query: { of: 'all' } },
  { kind: 'find', query: { of: 'group', name: 'red' } },
  { kind: 'find', query: { of: 'user', id: 'ann' } },
  { kind: 'find', query: { of: 'connection', id: 'c1' } },
  { kind: 'groups-of', connectionId: 'c1' },
  { kind: 'disconnect', connectionId: 'c1', notice: {} },
  { kind: 'disconnect', connectionId: 'c1', notice: { reason: 'out', allowReconnect: true } },
];

test.each(QUESTIONS)('[SR-50] a question goes there and back: %j', (question) => {
  const query = { id: 7, serverName: 'S', maxItems: 10, question };

  expect(decodeFarmQuery(encodeFarmQuery(query))).toEqual(query);
});

test('[SR-54] any reply goes there and back', () => {
  const reply = fc.record({
    id: fc.integer({ min: 0, max: 0x7fff_ffff }),
    isLast: fc.boolean(),
    isFound: fc.boolean(),
    items: fc.array(fc.option(fc.string({ unit: 'binary' }))),
  });
  fc.assert(
    fc.property(reply, (sent) => {
      expect(decodeFarmReply(encodeFarmReply(sent))).toEqual(sent);
    }),
  );
});

test.each([
  [
    'a question of a later version',
    () => decodeFarmQuery(Buffer.from('9701a15302a178a0c0c2', 'hex')),
  ],
  ['a short question', () => decodeFarmQuery(Buffer.from('9601a15302a178a0c0', 'hex'))],
  ['a short reply', () => decodeFarmReply(Buffer.from('9301c3c3', 'hex'))],
  ['a reply of 4 billion items', () => decodeFarmReply(Buffer.from('9401c3c3ddffffffff', 'hex'))],
])('[SR-8] %s is malformed', (_name, decode) => {
  expect(decode).toThrow(ProtocolError);
});
