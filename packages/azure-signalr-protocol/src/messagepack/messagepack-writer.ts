/**
 * Writes MessagePack in the forms that .NET chooses: always the shortest, unless told otherwise.
 *
 * Spec: github.com/msgpack/msgpack, "Formats". Rules: docs/spec/azure-service-protocol.md, AP-20 to AP-24.
 */

import { MAX_PREFIX_BYTES, prefixBytesFor, writePrefix } from '../framing/length-prefix.ts';

const UTF8 = new TextEncoder();
const INITIAL_BYTES = 1024;
/** Of text: UTF-8 has at most so many bytes for one unit of UTF-16. */
const MAX_BYTES_PER_UNIT = 3;

/** One message at a time, into a buffer that grows and is kept for the next. */
export class MessagePackWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** The prefix is written last, into the room before the body. */
  #position = MAX_PREFIX_BYTES;

  /** What the buffer takes; a writer that has grown too large is thrown away. */
  get capacityBytes(): number {
    return this.#bytes.length;
  }

  /** Forgets what was written. */
  reset(): void {
    this.#position = MAX_PREFIX_BYTES;
  }

  /** What was written since the last `reset`, behind its length. A copy. */
  frame(): Uint8Array {
    const bodyBytes = this.#position - MAX_PREFIX_BYTES;
    const start = MAX_PREFIX_BYTES - prefixBytesFor(bodyBytes);
    writePrefix(this.#bytes, start, bodyBytes);
    return this.#bytes.slice(start, this.#position);
  }

  /** What was written since the last `reset`, alone. A copy. */
  body(): Uint8Array {
    return this.#bytes.slice(MAX_PREFIX_BYTES, this.#position);
  }

  writeNil(): void {
    this.#reserve(1);
    this.#byte(0xc0);
  }

  writeBoolean(value: boolean): void {
    this.#reserve(1);
    this.#byte(value ? 0xc3 : 0xc2);
  }

  writeArrayLength(count: number): void {
    this.#reserve(5);
    if (count <= 0x0f) {
      this.#byte(0x90 | count);
    } else if (count <= 0xffff) {
      this.#byteAndUint16(0xdc, count);
    } else {
      this.#byteAndUint32(0xdd, count);
    }
  }

  writeMapLength(count: number): void {
    this.#reserve(5);
    if (count <= 0x0f) {
      this.#byte(0x80 | count);
    } else if (count <= 0xffff) {
      this.#byteAndUint16(0xde, count);
    } else {
      this.#byteAndUint32(0xdf, count);
    }
  }

  /** @throws {RangeError} for what is no integer of 32 bits. */
  writeInt32(value: number): void {
    checkInt32(value);
    this.#reserve(5);
    if (value >= 0) {
      this.#unsigned(value);
    } else if (value >= -0x20) {
      this.#byte(value & 0xff);
    } else if (value >= -0x80) {
      this.#byte(0xd0);
      this.#byte(value & 0xff);
    } else if (value >= -0x8000) {
      this.#byteAndUint16(0xd1, value & 0xffff);
    } else {
      this.#byteAndUint32(0xd2, value >>> 0);
    }
  }

  /**
   * All four bytes, however small the number is.
   *
   * @throws {RangeError} for what is no integer of 32 bits.
   */
  writeWideInt32(value: number): void {
    checkInt32(value);
    this.#reserve(5);
    this.#byteAndUint32(0xd2, value >>> 0);
  }

  /** @throws {RangeError} for what is no unsigned integer of 64 bits. */
  writeUint64(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) {
      throw new RangeError(`${value} is no unsigned integer of 64 bits.`);
    }
    this.#reserve(9);
    if (value <= 0xffff_ffffn) {
      this.#unsigned(Number(value));
      return;
    }
    this.#byte(0xcf);
    this.#view.setBigUint64(this.#position, value);
    this.#position += 8;
  }

  writeText(text: string): void {
    this.#reserve(5 + text.length * MAX_BYTES_PER_UNIT);
    // The head is as long as if all were ASCII, which is nearly always so; else the text is moved.
    const guess = textHeadBytes(text.length);
    const start = this.#position + guess;
    const { written } = UTF8.encodeInto(text, this.#bytes.subarray(start));
    const headBytes = textHeadBytes(written);
    if (headBytes !== guess) {
      this.#bytes.copyWithin(this.#position + headBytes, start, start + written);
    }
    this.#textHead(written);
    this.#position += written;
  }

  writeBytes(value: Uint8Array): void {
    this.#reserve(5 + value.length);
    if (value.length <= 0xff) {
      this.#byte(0xc4);
      this.#byte(value.length);
    } else if (value.length <= 0xffff) {
      this.#byteAndUint16(0xc5, value.length);
    } else {
      this.#byteAndUint32(0xc6, value.length);
    }
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  #textHead(length: number): void {
    if (length <= 0x1f) {
      this.#byte(0xa0 | length);
    } else if (length <= 0xff) {
      this.#byte(0xd9);
      this.#byte(length);
    } else if (length <= 0xffff) {
      this.#byteAndUint16(0xda, length);
    } else {
      this.#byteAndUint32(0xdb, length);
    }
  }

  #unsigned(value: number): void {
    if (value <= 0x7f) {
      this.#byte(value);
    } else if (value <= 0xff) {
      this.#byte(0xcc);
      this.#byte(value);
    } else if (value <= 0xffff) {
      this.#byteAndUint16(0xcd, value);
    } else {
      this.#byteAndUint32(0xce, value);
    }
  }

  #byte(value: number): void {
    this.#bytes[this.#position] = value;
    this.#position += 1;
  }

  #byteAndUint16(head: number, value: number): void {
    this.#byte(head);
    this.#view.setUint16(this.#position, value);
    this.#position += 2;
  }

  #byteAndUint32(head: number, value: number): void {
    this.#byte(head);
    this.#view.setUint32(this.#position, value);
    this.#position += 4;
  }

  #reserve(bytes: number): void {
    const needed = this.#position + bytes;
    if (needed <= this.#bytes.length) {
      return;
    }
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#position));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function textHeadBytes(length: number): number {
  if (length <= 0x1f) {
    return 1;
  }
  if (length <= 0xff) {
    return 2;
  }
  return length <= 0xffff ? 3 : 5;
}

function checkInt32(value: number): void {
  if ((value | 0) !== value) {
    throw new RangeError(`${value} is no integer of 32 bits.`);
  }
}
