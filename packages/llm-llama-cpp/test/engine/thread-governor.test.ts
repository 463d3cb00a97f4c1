import { describe, expect, test } from 'vitest';
import { observe, startGoverning } from '../../src/engine/thread-governor.ts';
import type { GovernorState } from '../../src/engine/thread-governor.ts';

/** Work a millisecond, by the number of threads. */
type Machine = (threads: number) => number;

const idle: Machine = (threads) => 0.1 * threads;
/** Another process has taken a core: threads wait for the one that does not get to run. */
const busy: Machine = (threads) => (threads > 1 ? 0.002 : 0.1);

describe('the thread governor', () => {
  test('leaves an idle machine alone', () => {
    expect(run(started(2), idle, 5_000).threads).toBe(2);
  });

  test('gives a thread back when the speed collapses and fewer are faster', () => {
    expect(run(started(2), busy, 3_000).threads).toBe(1);
  });

  test('halves many threads, as every one too many makes the others wait', () => {
    const threeCoresLeft: Machine = (threads) => (threads > 4 ? 0.002 : 0.1 * threads);

    expect(run(started(8), threeCoresLeft, 3_000).threads).toBe(4);
  });

  test('goes back to its threads when fewer do not help', () => {
    const slowEitherWay: Machine = () => 0.02;
    const state = run(started(2), slowEitherWay, 1_500);

    expect(state.threads).toBe(2);
    expect(state.usualSpeed).toBeCloseTo(0.02);
  });

  test('comes back up when the cores are free again', () => {
    const low = run(started(2), busy, 3_000);

    expect(run(low, idle, 30_000).threads).toBe(2);
  });

  test('tries more threads less and less often while that does not help', () => {
    const low = run(started(2), busy, 3_000);
    const later = run(low, busy, 60_000);

    expect(later.threads).toBe(1);
    expect(later.riseDelayMs).toBeGreaterThan(low.riseDelayMs);
  });

  test('does not mind a single slow batch of a few milliseconds', () => {
    const state = observe(started(2), { work: 1, elapsedMs: 60, now: 1 });

    expect(run(state, idle, 1_000).threads).toBe(2);
  });
});

function started(threads: number): GovernorState {
  return startGoverning({ threads, mostThreads: threads, usualSpeed: idle(threads), now: 0 });
}

/** Batches of one token each, for so long. */
function run(start: GovernorState, machine: Machine, durationMs: number): GovernorState {
  let state = start;
  let now = start.riseAt - start.riseDelayMs;
  const end = now + durationMs;

  while (now < end) {
    const elapsedMs = 1 / machine(state.threads);
    now += elapsedMs;
    state = observe(state, { work: 1, elapsedMs, now });
  }
  return state;
}
