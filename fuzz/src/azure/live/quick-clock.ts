/** Time that passes faster, so that what waits for it comes often. */

import type { Clock } from '@parley/signalr-server';

/** The time of day stays as it is: tokens are for it. */
export function createQuickClock(factor: number): Clock {
  return {
    now: () => performance.now() * factor,
    epochMs: () => Date.now(),
    startTimer: (delayMs, callback) => {
      const timeout = setTimeout(callback, delayMs / factor);
      timeout.unref();
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}
