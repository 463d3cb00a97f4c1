/**
 * Time for what is under fire, and for whoever waits for it. It counts turns of the process: while that is stopped, or waits
 * for a processor, no more than a moment passes, and nobody is taken for dead who could not have answered.
 */

import type { Clock } from '@parley/signalr-server';

const BEAT_MS = 10;
const MAX_STEP_MS = 50;

interface PendingTimer {
  readonly dueAtMs: number;
  readonly callback: () => void;
}

/** `factor`: how much faster than elsewhere it passes. The time of day stays as it is: tokens are for it. */
export function createSteadyClock({ factor = 1 } = {}): Clock {
  const timers = new Set<PendingTimer>();
  let steppedMs = 0;
  let steppedAt = performance.now();
  const now = (): number =>
    steppedMs + Math.min(performance.now() - steppedAt, MAX_STEP_MS) * factor;

  const beat = setInterval(() => {
    steppedMs = now();
    steppedAt = performance.now();
    const due = [...timers].filter(({ dueAtMs }) => dueAtMs <= steppedMs);
    for (const timer of due.toSorted((a, b) => a.dueAtMs - b.dueAtMs)) {
      // One of the others may have cancelled it.
      if (timers.delete(timer)) {
        timer.callback();
      }
    }
  }, BEAT_MS);
  beat.unref();

  return {
    now,
    epochMs: () => Date.now(),
    startTimer: (delayMs, callback) => {
      const timer = { dueAtMs: now() + delayMs, callback };
      timers.add(timer);
      return { cancel: () => timers.delete(timer) };
    },
  };
}
