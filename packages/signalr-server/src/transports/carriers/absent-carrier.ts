/**
 * Stands where the socket was while a connection waits for another: takes everything, moves nothing.
 *
 * Rules: docs/spec/signalr-transports.md, ST-124, ST-126 and ST-129.
 */

import type { Clock, Timer } from '../clock.ts';
import type { Carrier, CarrierSink } from './carrier.ts';
import type { RecordQueue } from './record-queue.ts';

export interface AbsentCarrierOptions {
  readonly clock: Clock;
  readonly windowMs: number;
  /** No other socket has come in time. */
  readonly onElapsed: () => void;
}

export class AbsentCarrier implements Carrier {
  readonly transport = 'WebSockets';
  readonly canCarryBinary = true;
  readonly bufferedBytes = 0;
  readonly #timer: Timer;
  #sink: CarrierSink | undefined;

  constructor({ clock, windowMs, onElapsed }: AbsentCarrierOptions) {
    this.#timer = clock.startTimer(windowMs, onElapsed);
  }

  open(sink: CarrierSink): void {
    this.#sink = sink;
  }

  useTransferFormat(): void {
    // The next socket is told.
  }

  write(queue: RecordQueue): void {
    queue.takeAll();
  }

  pause(): void {
    // Nothing comes.
  }

  resume(): void {
    // Nothing comes.
  }

  /** There is nobody to say goodbye to. */
  close(): void {
    this.#timer.cancel();
    this.#sink?.ended(undefined);
  }

  abort(): void {
    this.#timer.cancel();
    this.#sink = undefined;
  }
}
