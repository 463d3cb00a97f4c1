import type { BatchItem } from 'node-llama-cpp';
import { describe, expect, test } from 'vitest';
import { createFairBatching } from '../../src/engine/fair-batching.ts';
import type { BatchLoad } from '../../src/engine/fair-batching.ts';
import { SequenceGate } from '../../src/engine/sequence-gate.ts';

const SIZE = 512;

describe('fair batching', () => {
  test('takes one token of every reply before any of a prompt', () => {
    const strategy = createFairBatching(load({ writing: 2, budget: 64 }));
    const items = [reading(1500), writing(), writing()];
    const batch = strategy({ items, size: SIZE });

    expect(batch.map(({ processAmount }) => processAmount)).toEqual([1, 1, 64]);
    expect(batch[2]?.item).toBe(items[0]);
  });

  test('gives the whole batch to a prompt when nothing is written', () => {
    const batch = createFairBatching(load({ writing: 0, budget: 64 }))({
      items: [reading(1500)],
      size: SIZE,
    });

    expect(batch.map(({ processAmount }) => processAmount)).toEqual([SIZE]);
  });

  test('shares the budget between prompts, and gives what a short one leaves to the others', () => {
    const items = [reading(900), reading(10), reading(900)];
    const batch = createFairBatching(load({ writing: 1, budget: 70 }))({
      items: [...items, writing()],
      size: SIZE,
    });

    expect(batch.map(({ processAmount }) => processAmount)).toEqual([1, 10, 30, 30]);
  });

  test('waits for a reply that has not come back, but not for ever', () => {
    const strategy = createFairBatching(load({ writing: 2, budget: 64 }));
    const turns = Array.from({ length: 17 }, () => strategy({ items: [writing()], size: SIZE }));

    expect(turns.slice(0, 16).every((batch) => batch.length === 0)).toBe(true);
    expect(turns[16]).toHaveLength(1);
  });

  test('does not wait for replies that a change holds up', async () => {
    const batchLoad = load({ writing: 2, budget: 64 });
    const strategy = createFairBatching(batchLoad);
    let change: Promise<void> | undefined;
    await batchLoad.gate.evaluate(() => {
      change = batchLoad.gate.change(() => Promise.resolve());
      expect(strategy({ items: [writing()], size: SIZE })).toHaveLength(1);
      return Promise.resolve();
    });
    await change;
  });

  test('never takes more than the batch has room for', () => {
    const strategy = createFairBatching(load({ writing: 4, budget: 64 }));
    const items = [writing(), writing(), writing(), writing(), reading(9)];
    const batch = strategy({ items, size: 3 });

    expect(batch.map(({ processAmount }) => processAmount)).toEqual([1, 1, 1]);
  });

  test('tells the clock what is in the batch', () => {
    const begun: object[] = [];
    const clock = { begin: (batch: object) => void begun.push(batch) };
    const strategy = createFairBatching({ ...load({ writing: 1, budget: 32 }), clock });
    strategy({ items: [writing(), reading(100)], size: SIZE });

    expect(begun).toEqual([{ writtenTokens: 1, readTokens: 32 }]);
  });
});

function load({ writing: count, budget }: { writing: number; budget: number }): BatchLoad {
  return {
    writing: count,
    readingBudget: () => budget,
    clock: { begin: () => {} },
    gate: new SequenceGate(),
  };
}

function writing(): BatchItem {
  return { tokens: tokens(1), logits: [true], evaluationPriority: 5 };
}

function reading(count: number): BatchItem {
  return { tokens: tokens(count), logits: [], evaluationPriority: 5 };
}

function tokens(count: number): BatchItem['tokens'] {
  return Array.from({ length: count }, () => 1) as unknown as BatchItem['tokens'];
}
