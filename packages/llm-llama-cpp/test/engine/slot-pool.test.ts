import { describe, expect, test } from 'vitest';
import { SlotPool } from '../../src/engine/slot-pool.ts';
import type { Slot } from '../../src/engine/slot-pool.ts';

const never = new AbortController().signal;

describe('the slot pool', () => {
  test('gives a conversation the sequence that it had before', async () => {
    const pool = poolOf(['one', 'two', 'three']);
    const first = await take(pool, 'general');
    (await take(pool, 'garden')).release();
    first.release();

    expect((await take(pool, 'general')).sequence).toBe(first.sequence);
  });

  test('gives a new conversation an unused sequence before a used one', async () => {
    const pool = poolOf(['one', 'two']);
    (await take(pool, 'general')).release();

    expect((await take(pool, 'garden')).sequence).toBe('two');
  });

  test('otherwise gives the sequence that was used longest ago', async () => {
    const pool = poolOf(['one', 'two']);
    const [first, second] = [await take(pool, 'general'), await take(pool, 'garden')];
    second.release();
    first.release();

    expect((await take(pool, 'kitchen')).sequence).toBe(second.sequence);
  });

  test('serves in the order of asking, and says how many are ahead', async () => {
    const pool = poolOf(['one']);
    const running = await take(pool, 'general');
    const served: string[] = [];
    const ahead: number[] = [];
    const second = take(pool, 'garden').then((slot) => (served.push('garden'), slot));
    const third = take(pool, 'kitchen', (count) => ahead.push(count)).then((slot) => {
      served.push('kitchen');
      return slot;
    });

    running.release();
    (await second).release();
    await third;

    expect(served).toEqual(['garden', 'kitchen']);
    expect(ahead).toEqual([2, 1]);
  });

  test('refuses what does not fit into the queue', async () => {
    const pool = poolOf(['one'], 1);
    await take(pool, 'general');
    void take(pool, 'garden');

    await expect(take(pool, 'kitchen')).rejects.toMatchObject({ code: 'queue-full' });
  });

  test('forgets a request that was aborted while it waited', async () => {
    const pool = poolOf(['one']);
    const running = await take(pool, 'general');
    const controller = new AbortController();
    const aborted = pool.acquire({
      conversation: 'garden',
      signal: controller.signal,
      onQueued: () => {},
    });
    const ahead: number[] = [];
    const next = take(pool, 'kitchen', (count) => ahead.push(count));

    controller.abort();
    await expect(aborted).rejects.toThrow();
    running.release();

    expect((await next).sequence).toBe('one');
    expect(ahead).toEqual([2, 1]);
  });
});

function poolOf(sequences: readonly string[], maxWaiting = 8): SlotPool<string> {
  return new SlotPool({ sequences, maxWaiting });
}

function take(
  pool: SlotPool<string>,
  conversation: string,
  onQueued: (ahead: number) => void = () => {},
): Promise<Slot<string>> {
  return pool.acquire({ conversation, signal: never, onQueued });
}
