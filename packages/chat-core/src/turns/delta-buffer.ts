/** Text that a model has written and the room has not seen yet. Pure, but for its own content. */

import { utf8Length } from '@parley/chat-protocol';
import { endsInHalfPair, storableText } from '../storable-text.ts';

export interface Delta {
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export class DeltaBuffer {
  #waiting = '';
  #offset = 0;

  /** Bytes of UTF-8 taken out so far. */
  get offset(): number {
    return this.#offset;
  }

  push(text: string): void {
    this.#waiting += text;
  }

  /** Whether {@link next} would find something. */
  get hasNext(): boolean {
    return this.#waiting.length > (endsInHalfPair(this.#waiting) ? 1 : 0);
  }

  /** What waits, but never half a surrogate pair while its other half may still come. */
  next(): Delta | undefined {
    if (!this.hasNext) return undefined;
    const end = this.#waiting.length - (endsInHalfPair(this.#waiting) ? 1 : 0);
    const text = storableText(this.#waiting.slice(0, end));
    this.#waiting = this.#waiting.slice(end);
    return { offset: this.#offset, text };
  }

  /** Nothing follows: what waits is taken as it is. */
  last(): Delta | undefined {
    if (this.#waiting === '') return undefined;
    const text = storableText(this.#waiting);
    this.#waiting = '';
    return { offset: this.#offset, text };
  }

  /** The delta is committed; the next one follows it. */
  advance({ text }: Delta): void {
    this.#offset += utf8Length(text);
  }
}
