import { expect, test } from 'vitest';
import { PendingCalls } from '../../src/service/clients/pending-calls.ts';
import { record } from '../support/service-stage.ts';

function call(invocationId: string): Buffer {
  return Buffer.from(record({ type: 1, invocationId, target: 'sum', arguments: [] }));
}

function completion(invocationId: string): Buffer {
  return Buffer.from(record({ type: 3, invocationId, result: 1 }));
}

test('[AS-55] a call of either side waits until the other has answered it', () => {
  const calls = new PendingCalls('records');

  calls.sentByClient(call('1'));
  calls.sentToClient(call('1'));
  calls.sentToClient(completion('1'));
  expect(calls.isEmpty).toBe(false);
  calls.sentByClient(completion('1'));

  expect(calls.isEmpty).toBe(true);
});

test('[AS-55] answers that nobody waits for, and messages without an id, are no calls', () => {
  const calls = new PendingCalls('records');

  calls.sentByClient(completion('1'));
  calls.sentByClient(Buffer.from(record({ type: 1, target: 'say', arguments: [] })));
  calls.sentToClient(Buffer.from(record({ type: 6 })));
  calls.sentToClient(Buffer.from('no message'));

  expect(calls.isEmpty).toBe(true);
});

test.each([
  { name: 'an id that is longer than any', ids: ['x'.repeat(257)] },
  {
    name: 'more calls than are told apart',
    ids: Array.from({ length: 10_001 }, (_, index) => `${index}`),
  },
])('[AS-55] $name: the client stays', ({ ids }) => {
  const calls = new PendingCalls('records');

  for (const id of ids) {
    calls.sentByClient(call(id));
  }
  for (const id of ids) {
    calls.sentToClient(completion(id));
  }

  expect(calls.isEmpty).toBe(false);
});
