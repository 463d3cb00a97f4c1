/** A server's clock: its timers move by hand, and the time of day is off by as much as a test says. */

import { ManualClock } from '../../../../signalr-server/test/support/manual-clock.ts';

export class SkewedClock extends ManualClock {
  aheadMs: number;

  constructor(aheadMs = 0) {
    super();
    this.aheadMs = aheadMs;
  }

  override epochMs(): number {
    return Date.now() + this.aheadMs;
  }
}
