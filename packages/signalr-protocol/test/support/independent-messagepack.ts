/**
 * A reader and a writer of MessagePack for tests alone, written from the specification of the format, so that what a
 * test says of our bytes does not rest on our codec or on the library below it.
 */

import { concatenated, fromText } from './bytes.ts';

/** Bodies of the length-prefixed messages that the bytes consist of. */
export function unframe(bytes: Uint8Array): readonly Uint8Array[] {
  const bodies: Uint8Array[] = [];
  let position = 0;
  while (position < bytes.length) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        break;
      }
    }
    if (position + length > bytes.length) {
      throw new Error('a message is cut short');
    }
    bodies.push(bytes.subarray(position, position + length));
    position += length;
  }
  return bodies;
}

/** The one value that the bytes are. Timestamps are dates. */
export function unpack(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (reader.position !== bytes.length) {
    throw new Error(`${bytes.length - reader.position} bytes behind the value`);
  }
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): unknown {
    const head = this.#unsigned(1);
    if (head < 0x80) return head;
    if (head < 0x90) return this.#map(head & 0x0f);
    if (head < 0xa0) return this.#array(head & 0x0f);
    if (head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return this.#long(head);
  }

  #long(head: number): unknown {
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return new Uint8Array(this.#take(this.#unsigned(2 ** (head - 0xc4))));
      case 0xc7:
        return this.#extension(this.#unsigned(1));
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (head - 0xcc));
      case 0xcf:
        return Number(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return Number(this.#view.getBigInt64(this.#skip(8)));
      case 0xd6:
      case 0xd7:
        return this.#extension(2 ** (head - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(2 ** (head - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(2 ** (head - 0xdd)));
      default:
        throw new Error(`no format begins with 0x${head.toString(16)}`);
    }
  }

  #array(count: number): unknown[] {
    return Array.from({ length: count }, () => this.value());
  }

  #map(count: number): Record<string, unknown> {
    return Object.fromEntries(
      Array.from({ length: count }, () => [this.value() as string, this.value()]),
    );
  }

  #text(length: number): string {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(length));
  }

  /** Of a timestamp, the only extension there is. */
  #extension(length: number): Date {
    const type = this.#view.getInt8(this.#skip(1));
    if (type !== -1) {
      throw new Error(`an extension of type ${type}`);
    }
    const start = this.#skip(length);
    switch (length) {
      case 4:
        return dateOf(BigInt(this.#view.getUint32(start)), 0);
      case 8: {
        const both = this.#view.getBigUint64(start);
        return dateOf(both & 0x3_ffff_ffffn, Number(both >> 34n));
      }
      default:
        return dateOf(this.#view.getBigInt64(start + 4), this.#view.getUint32(start));
    }
  }

  #unsigned(bytes: number): number {
    return this.#take(bytes).reduce((value, byte) => value * 256 + byte, 0);
  }

  #take(count: number): Uint8Array {
    const start = this.#skip(count);
    return this.#bytes.subarray(start, this.position);
  }

  #skip(count: number): number {
    const start = this.position;
    this.position += count;
    if (this.position > this.#bytes.length) {
      throw new Error('a value is cut short');
    }
    return start;
  }
}

function dateOf(seconds: bigint, nanoseconds: number): Date {
  return new Date(Number(seconds) * 1_000 + Math.trunc(nanoseconds / 1_000_000));
}

/** Every length in its widest format: what a peer may send, and our own writer never does. */
export function packWidely(value: unknown): Uint8Array {
  if (value === null) return new Uint8Array([0xc0]);
  if (typeof value === 'boolean') return new Uint8Array([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') return packNumber(value);
  if (typeof value === 'string') return packCounted(0xdb, fromText(value));
  if (value instanceof Uint8Array) return packCounted(0xc6, value);
  if (value instanceof Date) return packDate(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return concatenated([widely(0xdd, items.length), ...items.map((item) => packWidely(item))]);
  }
  const entries = Object.entries(value as object);
  return concatenated([
    widely(0xdf, entries.length),
    ...entries.flatMap(([key, item]) => [packWidely(key), packWidely(item)]),
  ]);
}

/** The message behind its length, in as many bytes as that takes. */
export function frame(body: Uint8Array): Uint8Array {
  const prefix: number[] = [];
  for (let rest = body.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      prefix.push(rest);
      return concatenated([new Uint8Array(prefix), body]);
    }
    prefix.push((rest & 0x7f) | 0x80);
  }
}

function packNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    bytes[0] = 0xd3;
    view.setBigInt64(1, BigInt(value));
  } else {
    bytes[0] = 0xcb;
    view.setFloat64(1, value);
  }
  return bytes;
}

function packDate(value: Date): Uint8Array {
  const milliseconds = value.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  const bytes = new Uint8Array(15);
  bytes.set([0xc7, 12, 0xff]);
  const view = new DataView(bytes.buffer);
  view.setUint32(3, (milliseconds - seconds * 1_000) * 1_000_000);
  view.setBigInt64(7, BigInt(seconds));
  return bytes;
}

function packCounted(head: number, bytes: Uint8Array): Uint8Array {
  return concatenated([widely(head, bytes.length), bytes]);
}

function widely(head: number, count: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = head;
  new DataView(bytes.buffer).setUint32(1, count);
  return bytes;
}
