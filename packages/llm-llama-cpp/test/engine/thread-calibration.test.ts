import { expect, test } from 'vitest';
import { calibrateThreads } from '../../src/engine/thread-calibration.ts';

test('takes as many threads as help', async () => {
  const speeds = new Map([
    [1, 10],
    [2, 19],
    [4, 33],
    [6, 34],
  ]);

  expect(await calibrateThreads(6, measureOf(speeds))).toEqual({ threads: 4, speed: 33 });
});

test('stops trying on cores that are busy', async () => {
  const tried: number[] = [];
  const calibration = await calibrateThreads(8, (threads) => {
    tried.push(threads);
    return Promise.resolve(threads === 1 ? 10 : 0.1);
  });

  expect(calibration).toEqual({ threads: 1, speed: 10 });
  expect(tried).toEqual([1, 2]);
});

test('has no choice on a single core', async () => {
  expect(await calibrateThreads(1, measureOf(new Map([[1, 5]])))).toEqual({ threads: 1, speed: 5 });
});

function measureOf(speeds: ReadonlyMap<number, number>): (threads: number) => Promise<number> {
  return (threads) => Promise.resolve(speeds.get(threads) ?? 0);
}
