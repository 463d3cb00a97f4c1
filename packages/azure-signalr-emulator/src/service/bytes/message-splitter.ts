/**
 * Cuts a stream of bytes into whole hub messages, whatever pieces it comes in.
 *
 * Rules: docs/spec/azure-service.md, AS-31.
 */

import type { HubFraming } from './hub-framing.ts';

const RECORD_SEPARATOR = 0x1e;
const MAX_PREFIX_BYTES = 5;
/** Each piece that is held is an object: those of a byte cost a hundred times that. */
const SMALL_PIECE_BYTES = 4096;

export class MessageSplitter {
  readonly #framing: HubFraming;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isInside = false;
  #prefixBytes = 0;
  #length = 0;
  /** Of the body that `#length` announces; `undefined` while that is still being read. */
  #missingBytes: number | undefined;

  constructor(framing: HubFraming) {
    this.#framing = framing;
  }

  /** Of a message whose end has not come. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Of the message whose end has not come, without its prefix: 0 where it does not say, infinite where it says nonsense. */
  get announcedBytes(): number {
    return this.#missingBytes === undefined ? 0 : this.#length;
  }

  /** Whether the last message has come to its end. */
  get isAtBoundary(): boolean {
    return !this.#isInside;
  }

  /** What has come to its end, framing included: whole messages, but for one of which `takeHeld` has taken a part. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const complete: Uint8Array[] = [];
    let start = 0;
    while (start < chunk.length) {
      this.#isInside = true;
      const end = this.#endOf(chunk, start);
      this.#hold(chunk.subarray(start, end));
      if (end === undefined) {
        break;
      }
      complete.push(this.takeHeld());
      this.#beginMessage();
      start = end;
    }
    return complete;
  }

  /** The part that is there; what `push` returns next is the rest. */
  takeHeld(): Uint8Array {
    const [first, ...more] = this.#held;
    const taken = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return taken;
  }

  #beginMessage(): void {
    this.#isInside = false;
    this.#prefixBytes = 0;
    this.#length = 0;
    this.#missingBytes = undefined;
  }

  /** A small piece is joined to the one before it, unless that is larger: so each byte is copied a few times at most. */
  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    let joined = part;
    for (
      let last = this.#held.at(-1);
      last !== undefined && last.length < SMALL_PIECE_BYTES && last.length <= joined.length;
      last = this.#held.at(-1)
    ) {
      this.#held.pop();
      joined = Buffer.concat([last, joined]);
    }
    this.#held.push(joined);
  }

  /** Behind the message's last byte, if that is in the chunk. */
  #endOf(chunk: Uint8Array, start: number): number | undefined {
    if (this.#framing === 'records') {
      const separator = chunk.indexOf(RECORD_SEPARATOR, start);
      return separator === -1 ? undefined : separator + 1;
    }
    const bodyStart = this.#missingBytes === undefined ? this.#readLength(chunk, start) : start;
    if (this.#missingBytes === undefined) {
      return undefined;
    }
    const end = bodyStart + this.#missingBytes;
    if (end <= chunk.length) {
      return end;
    }
    this.#missingBytes -= chunk.length - bodyStart;
    return undefined;
  }

  /** Where the body begins. A length of too many bytes has no end: whoever reads the message refuses it. */
  #readLength(chunk: Uint8Array, start: number): number {
    let position = start;
    while (position < chunk.length) {
      const byte = chunk[position] ?? 0;
      this.#length += (byte & 0x7f) * 2 ** (7 * this.#prefixBytes);
      this.#prefixBytes += 1;
      position += 1;
      if (byte < 0x80 || this.#prefixBytes === MAX_PREFIX_BYTES) {
        this.#length = byte < 0x80 ? this.#length : Number.POSITIVE_INFINITY;
        this.#missingBytes = this.#length;
        break;
      }
    }
    return position;
  }
}
