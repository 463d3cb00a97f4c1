/**
 * The open loop, inside the server: records are due at fixed times whatever happens, those that are overdue are sent at
 * once, and every record carries the time it was due. A timer of one millisecond looks.
 */

import { nowMicroseconds } from '../monotonic-clock.ts';
import type { Stamp } from '../record.ts';

const TICK_MS = 1;

export interface ProduceRequest {
  readonly startUs: number;
  readonly recordsPerSecond: number;
  readonly seconds: number;
}

export interface ProduceReport {
  /** In this stretch. Fewer than offered when there was no time to send them. */
  readonly sent: number;
  /** Since the server was started. */
  readonly sentBefore: number;
  /** Share of the time the server's event loop was at work; `null` where there is none. */
  readonly eventLoopShare: number | null;
}

export class PacedSender {
  readonly #send: (stamp: Stamp) => void;
  #sequence = 0;

  /** `send` is not waited for: what is due is due. */
  constructor(send: (stamp: Stamp) => void) {
    this.#send = send;
  }

  /** One record, due now. */
  sendOne(): void {
    const now = nowMicroseconds();
    this.#send({ sequence: this.#sequence, dueUs: now, sentUs: now });
    this.#sequence += 1;
  }

  produce({ startUs, recordsPerSecond, seconds }: ProduceRequest): Promise<ProduceReport> {
    const sentBefore = this.#sequence;
    const endUs = startUs + seconds * 1e6;
    const total = Math.round(recordsPerSecond * seconds);
    const loadBefore = performance.eventLoopUtilization();
    let sent = 0;
    return new Promise((resolve) => {
      const tick = (): void => {
        let now = nowMicroseconds();
        let dueUs = startUs + Math.floor((sent * 1e6) / recordsPerSecond);
        while (sent < total && dueUs <= now && now < endUs) {
          this.#send({ sequence: this.#sequence, dueUs, sentUs: now });
          this.#sequence += 1;
          sent += 1;
          dueUs = startUs + Math.floor((sent * 1e6) / recordsPerSecond);
          now = nowMicroseconds();
        }
        if (now < endUs) return;
        clearInterval(timer);
        const { utilization } = performance.eventLoopUtilization(loadBefore);
        resolve({ sent, sentBefore, eventLoopShare: utilization });
      };
      const timer = setInterval(tick, TICK_MS);
    });
  }
}
