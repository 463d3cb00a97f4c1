/** Reads the stamp of every record of one connection: how late each came, and whether one is missing. */

import type { PayloadSink } from './frame-counter.ts';
import { RECORD_BYTES, RECORD_SHAPES, STAMP_LAYOUT } from '../record.ts';
import type { RecordFormat } from '../record.ts';

const DIGIT_ZERO = 0x30;

/** Asked for every record; `sequence` and times as the server stamped them. */
export type StampListener = (dueUs: number, sentUs: number) => void;

export class StampReader implements PayloadSink {
  /** Records that did not come, or not in order. */
  gaps = 0;
  /** Records that do not end where they should: the counting of bytes would be worth nothing. */
  malformed = 0;
  readonly #stampAt: number;
  readonly #lastByte: number;
  readonly #onStamp: StampListener;
  readonly #partial = new Uint8Array(RECORD_BYTES);
  #partialLength = 0;
  #nextSequence = 0;

  constructor(format: RecordFormat, onStamp: StampListener) {
    this.#stampAt = RECORD_SHAPES[format].stampAt;
    this.#lastByte = RECORD_SHAPES[format].lastByte;
    this.#onStamp = onStamp;
  }

  take(buffer: Uint8Array, from: number, to: number): void {
    let at = from;
    if (this.#partialLength > 0) {
      at = this.#fill(buffer, at, to);
    }
    while (to - at >= RECORD_BYTES) {
      this.#read(buffer, at);
      at += RECORD_BYTES;
    }
    if (at < to) {
      at = this.#fill(buffer, at, to);
    }
  }

  #fill(buffer: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + RECORD_BYTES - this.#partialLength);
    for (let at = from; at < end; at += 1) {
      this.#partial[this.#partialLength] = buffer[at] ?? 0;
      this.#partialLength += 1;
    }
    if (this.#partialLength === RECORD_BYTES) {
      this.#partialLength = 0;
      this.#read(this.#partial, 0);
    }
    return end;
  }

  #read(buffer: Uint8Array, at: number): void {
    if (buffer[at + RECORD_BYTES - 1] !== this.#lastByte) {
      this.malformed += 1;
      return;
    }
    const stampAt = at + this.#stampAt;
    const { sequence, dueUs, sentUs } = STAMP_LAYOUT;
    const number = readDigits(buffer, stampAt + sequence.at, sequence.digits);
    if (number !== this.#nextSequence) {
      this.gaps += 1;
    }
    this.#nextSequence = number + 1;
    this.#onStamp(
      readDigits(buffer, stampAt + dueUs.at, dueUs.digits),
      readDigits(buffer, stampAt + sentUs.at, sentUs.digits),
    );
  }
}

function readDigits(buffer: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at += 1) {
    value = value * 10 + ((buffer[at] ?? 0) - DIGIT_ZERO);
  }
  return value;
}
