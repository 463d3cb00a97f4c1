/** Calls that wait for clients, and how many may. Rules: docs/spec/signalr-hubs.md. */

import { JsonHubProtocol, MessageType } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import { ClientResults, MAX_CALLS_PER_CLIENT } from '../../../src/hubs/routing/client-results.ts';
import { LocalRouter } from '../../../src/hubs/routing/local-router.ts';
import { RecordedRecipient } from '../../support/recorded-recipient.ts';

const QUESTION = { target: 'question', arguments: [] };

function createRecipient(connectionId: string): RecordedRecipient {
  const protocol = new JsonHubProtocol();
  return new RecordedRecipient({ connectionId, protocol, router: new LocalRouter() });
}

test('[SH-108] no more than so many wait for one client, and the end of one makes room', async () => {
  const results = new ClientResults();
  const ann = createRecipient('ann');
  const calls = Array.from({ length: MAX_CALLS_PER_CLIENT }, () => results.ask(ann, QUESTION));

  await expect(results.ask(ann, QUESTION)).rejects.toThrow(
    "Connection 'ann' has 1000 calls to answer already.",
  );
  const bob = createRecipient('bob');
  const other = results.ask(bob, QUESTION);

  const outcome = { kind: 'result', result: 1 } as const;
  results.receive(ann, { type: MessageType.completion, invocationId: 's1', outcome });
  expect(await calls[0]).toBe(1);
  calls.push(results.ask(ann, QUESTION));
  await ann.end();
  await bob.end();
  const settled = await Promise.allSettled([...calls, other]);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1_001);
});

test('[SH-100] the ids that a client is called with begin with s', async () => {
  const results = new ClientResults();
  const ann = createRecipient('ann');
  const calls = [results.ask(ann, QUESTION), results.ask(ann, QUESTION)];

  expect(ann.received.map(({ invocationId }) => invocationId)).toEqual(['s1', 's2']);
  await ann.end();
  await Promise.allSettled(calls);
});

test('[SH-108] a call that cannot be encoded fails, and nothing waits for its answer', async () => {
  const results = new ClientResults();
  const ann = createRecipient('ann');
  for (let call = 0; call <= MAX_CALLS_PER_CLIENT; call += 1) {
    await expect(results.ask(ann, { target: 'question', arguments: [1n] })).rejects.toThrow(
      'BigInt',
    );
  }

  expect(ann.received).toEqual([]);
});
