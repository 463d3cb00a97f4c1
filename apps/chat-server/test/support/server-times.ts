/** Time for a whole server: one that a test moves, and one that passes faster. */

import { systemClock } from '@parley/signalr-server/transports';
import { ManualClock } from '../../../../packages/signalr-server/test/support/manual-clock.ts';
import type { ServerTime } from '../../src/index.ts';

/** Stands still until the clock of its hub is told to go on. */
export interface ManualTime extends ServerTime {
  readonly hub: ManualClock;
}

export function createManualTime(): ManualTime {
  const hub = new ManualClock();
  const after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = hub.startTimer(delayMs, callback);
    return () => timer.cancel();
  };
  return { hub, chat: { now: () => hub.epochMs(), after } };
}

/** The chat's passes `factor` times as fast, so that what it waits for comes soon. */
export function createFastTime(factor: number): ServerTime {
  const startedAt = Date.now();
  const after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = setTimeout(callback, delayMs / factor);
    return () => clearTimeout(timer);
  };
  const now = (): number => startedAt + (Date.now() - startedAt) * factor;
  return { hub: systemClock, chat: { now, after } };
}
