/** Text that a model has written and the room has not seen yet. Pure, but for its own content. */

import { jsonTextLength, jsonTextPrefix, utf8Length } from '@parley/chat-protocol';
import { endsInHalfPair, storableText } from '../storable-text.ts';

export interface Delta {
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export class DeltaBuffer {
  readonly #maxTextBytes: number;
  #waiting = '';
  #waitingBytes = 0;
  #offset = 0;

  /** `maxTextBytes`: most of one delta, as its text stands in a JSON string. Default: unlimited. */
  constructor(maxTextBytes: number | undefined) {
    this.#maxTextBytes = maxTextBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Bytes of UTF-8 taken out so far. */
  get offset(): number {
    return this.#offset;
  }

  /** What waits, in bytes as it stands in a JSON string; never less than it takes. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  push(text: string): void {
    this.#waiting += text;
    this.#waitingBytes += jsonTextLength(text);
  }

  /** Whether {@link next} would find something. */
  get hasNext(): boolean {
    return this.#waiting.length > (endsInHalfPair(this.#waiting) ? 1 : 0);
  }

  /** What waits, as far as one delta goes, but never half a surrogate pair while its other half may still come. */
  next(): Delta | undefined {
    if (!this.hasNext) return undefined;
    return this.#take(this.#waiting.length - (endsInHalfPair(this.#waiting) ? 1 : 0));
  }

  /** Nothing follows: what waits is taken as it is, as far as one delta goes. */
  last(): Delta | undefined {
    return this.#waiting === '' ? undefined : this.#take(this.#waiting.length);
  }

  /** The delta is committed; the next one follows it. */
  advance({ text }: Delta): void {
    this.#offset += utf8Length(text);
  }

  #take(end: number): Delta {
    // As long in UTF-16 units as what it stands for.
    const storable = storableText(this.#waiting.slice(0, end));
    const text = jsonTextPrefix(storable, this.#maxTextBytes);
    this.#waiting = this.#waiting.slice(text.length);
    this.#waitingBytes = jsonTextLength(this.#waiting);
    return { offset: this.#offset, text };
  }
}
