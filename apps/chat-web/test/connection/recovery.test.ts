import { describe, expect, it } from 'vitest';
import { INITIAL_CONNECTION, stepConnection } from '../../src/connection/recovery.ts';
import type { ConnectionState } from '../../src/connection/recovery.ts';

const lost = (chance: number) => ({ type: 'lost', now: 0, chance }) as const;

/** The delay after so many failed attempts in a row. */
function delayAfter(failures: number, chance: number): number {
  let state: ConnectionState = INITIAL_CONNECTION;
  let delay = 0;
  for (let count = 0; count < failures; count += 1) {
    state = stepConnection(state, lost(chance));
    if (state.phase === 'waiting') delay = state.retryAt;
    state = stepConnection(state, { type: 'retry' });
  }
  return delay;
}

describe('recovery', () => {
  it('backs off, up to a bound, and never gives up', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((failures) => delayAfter(failures, 1));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
  });

  it('leaves half of each delay to chance', () => {
    expect(delayAfter(4, 0)).toBe(2_000);
    expect(delayAfter(4, 0.5)).toBe(3_000);
  });

  it('tries again soon after an open connection is lost', () => {
    const state = stepConnection({ phase: 'online' }, { type: 'lost', now: 100, chance: 0.5 });
    expect(state).toEqual({ phase: 'waiting', attempt: 0, retryAt: 350 });
  });

  it('begins anew once it was open', () => {
    const online = stepConnection({ phase: 'connecting', attempt: 7 }, { type: 'opened' });
    expect(stepConnection(online, lost(1))).toMatchObject({ attempt: 0 });
  });

  it('stays closed whatever comes', () => {
    const closed = stepConnection({ phase: 'online' }, { type: 'close', reason: 'left' });
    for (const input of [{ type: 'opened' }, lost(1), { type: 'retry' }] as const)
      expect(stepConnection(closed, input)).toBe(closed);
  });

  it('ignores what makes no sense in a state', () => {
    const waiting = stepConnection(INITIAL_CONNECTION, lost(1));
    expect(stepConnection(waiting, { type: 'opened' })).toBe(waiting);
    expect(stepConnection(waiting, lost(1))).toBe(waiting);
    const online = { phase: 'online' } as const;
    expect(stepConnection(online, { type: 'retry' })).toBe(online);
  });
});
