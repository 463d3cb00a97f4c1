/** What is kept of what was sent. Rules: docs/spec/signalr-hubs.md, SH-142 to SH-146. */

import { describe, expect, test } from 'vitest';
import { SentMessages } from '../../src/exchange/sent-messages.ts';

/** Ten bytes each, told apart by their first. */
function message(value: number): Uint8Array {
  return new Uint8Array(10).fill(value);
}

function valuesOf(messages: readonly Uint8Array[]): readonly (number | undefined)[] {
  return messages.map(([value]) => value);
}

/** Messages 1 to `count`, and what became of each. */
function sent(count: number, limitBytes: number): { messages: SentMessages; outcomes: boolean[] } {
  const messages = new SentMessages(limitBytes);
  const outcomes = Array.from({ length: count }, (_, index) => messages.add(message(index + 1)));
  return { messages, outcomes };
}

describe('what is sent again', () => {
  test('[SH-146] nothing yet: the next number is the first', () => {
    expect(new SentMessages(100).replay()).toEqual({ sequenceId: 1, messages: [] });
  });

  test.each([
    [0, { sequenceId: 1, again: [1, 2, 3] }],
    [1, { sequenceId: 2, again: [2, 3] }],
    [3, { sequenceId: 4, again: [] }],
  ])('[SH-143] [SH-146] after an acknowledgement of %i', (acknowledged, { sequenceId, again }) => {
    const { messages } = sent(3, 100);
    expect(messages.acknowledge(acknowledged)).toEqual([]);
    const replay = messages.replay();
    expect(replay.sequenceId).toBe(sequenceId);
    expect(valuesOf(replay.messages)).toEqual(again);
  });

  test.each([4, 1_000, Number.MAX_SAFE_INTEGER])(
    '[SH-143] %i, which was never sent, means the last',
    (sequenceId) => {
      const { messages } = sent(3, 100);
      messages.acknowledge(sequenceId);
      expect(messages.replay()).toEqual({ sequenceId: 4, messages: [] });
      messages.add(message(4));
      expect(messages.replay().sequenceId).toBe(4);
      expect(valuesOf(messages.replay().messages)).toEqual([4]);
    },
  );

  test.each([0, 2, -5])('[SH-143] %i, acknowledged before, changes nothing', (sequenceId) => {
    const { messages } = sent(3, 100);
    messages.acknowledge(2);
    expect(messages.acknowledge(sequenceId)).toEqual([]);
    expect(messages.replay().sequenceId).toBe(3);
    expect(valuesOf(messages.replay().messages)).toEqual([3]);
  });

  test('[SH-152] bytes are kept by reference', () => {
    const messages = new SentMessages(100);
    const bytes = message(1);
    messages.add(bytes);
    expect(messages.replay().messages[0]).toBe(bytes);
  });
});

describe('the bound', () => {
  test('[SH-144] a message waits once more than the limit is unacknowledged', () => {
    const { messages, outcomes } = sent(5, 20);
    expect(outcomes).toEqual([true, true, true, false, false]);
    expect(messages.waitingBytes).toBe(20);
    expect(valuesOf(messages.replay().messages)).toEqual([1, 2, 3]);
  });

  test('[SH-144] acknowledgements let what waits go, in order and only as far as there is room', () => {
    const { messages } = sent(8, 20);
    expect(valuesOf(messages.acknowledge(1))).toEqual([4]);
    expect(valuesOf(messages.acknowledge(3))).toEqual([5, 6]);
    expect(messages.waitingBytes).toBe(20);
    expect(valuesOf(messages.acknowledge(6))).toEqual([7, 8]);
    expect(messages.waitingBytes).toBe(0);
    expect(messages.replay().sequenceId).toBe(7);
  });

  test('[SH-144] a message never overtakes one that waits', () => {
    const { messages } = sent(4, 20);
    expect(messages.add(new Uint8Array(1))).toBe(false);
    expect(messages.acknowledge(1)).toHaveLength(1);
    expect(messages.add(new Uint8Array(1))).toBe(false);
    expect(messages.acknowledge(4)).toHaveLength(2);
  });

  test('[SH-143] what waits cannot be acknowledged', () => {
    const { messages } = sent(5, 20);
    expect(valuesOf(messages.acknowledge(5))).toEqual([4, 5]);
    expect(messages.replay().sequenceId).toBe(4);
    expect(valuesOf(messages.replay().messages)).toEqual([4, 5]);
  });

  test('[SH-158] at the end everything goes, whatever the limit', () => {
    const { messages } = sent(9, 20);
    expect(valuesOf(messages.releaseAll())).toEqual([4, 5, 6, 7, 8, 9]);
    expect(messages.waitingBytes).toBe(0);
    expect(messages.releaseAll()).toEqual([]);
  });
});
