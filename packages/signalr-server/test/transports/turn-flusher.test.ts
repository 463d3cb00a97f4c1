/** A long row of connections is flushed in slices, with turns of the event loop between them. */

import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TurnFlusher } from '../../src/transports/connections/turn-flusher.ts';
import type { Flushable } from '../../src/transports/connections/turn-flusher.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Connections that take a tenth of a millisecond each to write to. */
function createRow(clock: ManualClock): { item: (name: string) => Flushable; flushed: string[] } {
  const flushed: string[] = [];
  const item = (name: string): Flushable => ({
    flush: () => {
      flushed.push(name);
      clock.advance(0.1);
    },
  });
  return { item, flushed };
}

test('[ST-145] a row that takes long leaves turns to others, and is flushed whole, in order', async () => {
  const clock = new ManualClock();
  const flusher = new TurnFlusher(clock);
  const { item, flushed } = createRow(clock);
  const names = Array.from({ length: 200 }, (_, index) => `${index}`);
  for (const name of names) {
    flusher.schedule(item(name));
  }
  const seenAfterTurns: number[] = [];
  while (flushed.length < names.length) {
    await setImmediate();
    seenAfterTurns.push(flushed.length);
  }

  expect(seenAfterTurns.length).toBeGreaterThan(3);
  expect(flushed).toEqual(names);
  await setImmediate();
  expect(flushed).toEqual(names);
});

test('[ST-145] who is written to meanwhile comes behind those who waited before', async () => {
  const clock = new ManualClock();
  const flusher = new TurnFlusher(clock);
  const { item, flushed } = createRow(clock);
  const first = Array.from({ length: 100 }, (_, index) => `first ${index}`);
  for (const name of first) {
    flusher.schedule(item(name));
  }
  await setImmediate();
  expect(flushed.length).toBeLessThan(first.length);

  flusher.schedule(item('later'));
  while (flushed.length <= first.length) {
    await setImmediate();
  }
  expect(flushed).toEqual([...first, 'later']);
});

test('[ST-72] a row that is written to while it is flushed is flushed again in a later turn', async () => {
  const flusher = new TurnFlusher(new ManualClock());
  let count = 0;
  const again: Flushable = {
    flush: () => {
      count += 1;
      if (count < 3) flusher.schedule(again);
    },
  };
  flusher.schedule(again);

  for (const expected of [1, 2, 3, 3]) {
    await setImmediate();
    expect(count).toBe(expected);
  }
});
