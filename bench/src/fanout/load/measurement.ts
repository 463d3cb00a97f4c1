/**
 * One measured stretch of time: how many records came by the end of each of its slices, and how late those were that
 * the sample saw, by the slice in which they were due.
 */

import type { HistogramCounts } from '../latency-histogram.ts';
import { LatencyHistogram } from '../latency-histogram.ts';
import { nowMicroseconds } from '../monotonic-clock.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { LoopMark } from './wakeful-loop.ts';

export interface MeasurementRequest {
  /** When the first record is due. */
  readonly startUs: number;
  readonly seconds: number;
  readonly slices: number;
}

/** All records of all connections at one moment. */
interface Mark {
  readonly atUs: number;
  readonly records: number;
}

export interface MeasurementReport {
  /** One at the start and one at the end of each slice. */
  readonly marks: readonly Mark[];
  /** By the slice in which a record was due; later records belong to the last one. */
  readonly due: readonly HistogramCounts[];
  /** From the moment it was sent: of all slices. */
  readonly sent: HistogramCounts;
  /** Share of the time the generator had nothing to do. */
  readonly idleShare: number;
  readonly frames: number;
  readonly reads: number;
}

export class Measurement {
  readonly #pool: ConnectionPool;
  readonly #request: MeasurementRequest;
  readonly #sliceUs: number;
  readonly #due: LatencyHistogram[];
  readonly #sent = new LatencyHistogram();
  readonly #marks: Mark[] = [];
  readonly #before: { readonly frames: number; readonly reads: number };
  #loopBefore: LoopMark;
  #idleShare = Number.NaN;

  constructor(pool: ConnectionPool, request: MeasurementRequest) {
    this.#pool = pool;
    this.#loopBefore = pool.loop.mark();
    this.#request = request;
    this.#sliceUs = (request.seconds * 1e6) / request.slices;
    this.#due = Array.from({ length: request.slices }, () => new LatencyHistogram());
    this.#before = framesAndReads(pool);
    this.#markNext();
  }

  /** `nowUs` is when the bytes were read. */
  addStamp(nowUs: number, dueUs: number, sentUs: number): void {
    const slice = Math.floor((dueUs - this.#request.startUs) / this.#sliceUs);
    const histogram = this.#due[Math.min(Math.max(0, slice), this.#due.length - 1)];
    histogram?.add(nowUs - dueUs);
    this.#sent.add(nowUs - sentUs);
  }

  report(): MeasurementReport {
    const { frames, reads } = framesAndReads(this.#pool);
    return {
      marks: this.#marks,
      due: this.#due.map(({ counts }) => counts),
      sent: this.#sent.counts,
      idleShare: this.#idleShare,
      frames: frames - this.#before.frames,
      reads: reads - this.#before.reads,
    };
  }

  #markNext(): void {
    const next = this.#request.startUs + this.#marks.length * this.#sliceUs;
    const wait = Math.max(0, (next - nowMicroseconds()) / 1_000);
    setTimeout(() => {
      if (this.#marks.length === 0) this.#loopBefore = this.#pool.loop.mark();
      this.#marks.push({ atUs: nowMicroseconds(), records: this.#pool.receivedRecords });
      if (this.#marks.length <= this.#request.slices) this.#markNext();
      else this.#idleShare = this.#pool.loop.idleShareSince(this.#loopBefore);
    }, wait);
  }
}

function framesAndReads(pool: ConnectionPool): { readonly frames: number; readonly reads: number } {
  let frames = 0;
  let reads = 0;
  for (const connection of pool.all) {
    frames += connection.counter.frames;
    reads += connection.reads;
  }
  return { frames, reads };
}
