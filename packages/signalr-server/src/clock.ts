/** Time, given to whatever waits, so that a test can move it by hand. */

import { systemClock as systemTimers } from './transports/clock.ts';
import type { Clock as Timers } from './transports/clock.ts';

export interface Clock extends Timers {
  /** Milliseconds that only grow; their zero means nothing. */
  now(): number;
}

export const systemClock: Clock = { ...systemTimers, now: () => performance.now() };
