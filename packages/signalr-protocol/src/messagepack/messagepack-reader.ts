/**
 * Reads a MessagePack body field by field, so that what is wrong can be named as .NET names it.
 *
 * Values of the application (arguments, items, results) are first measured here, with bounds on
 * depth and on announced lengths, and only then given to the library that builds them.
 * Spec: github.com/msgpack/msgpack, "Formats". Rules: docs/spec/signalr-protocol.md, SP-32 to SP-35, SP-44.
 */

import { Decoder } from '@msgpack/msgpack';
import { malformedMessage } from '../errors.ts';
import { measureValue } from './measure-value.ts';

const DECODER = new Decoder();
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;

export class MessagePackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  /** The bytes that payloads hold are views into `body`. */
  constructor(body: Uint8Array) {
    // A plain view: a subclass's `subarray` (Node's Buffer) would show in the payloads.
    this.#bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /** @throws {ProtocolError} `malformed-message` */
  readArrayLength(field: string): number {
    return this.#read(`Reading array length for '${field}' failed.`, (head) => {
      if (head >= 0x90 && head <= 0x9f) {
        return head & 0x0f;
      }
      return this.#lengthAfter(head, { bits16: 0xdc, bits32: 0xdd });
    });
  }

  /** @throws {ProtocolError} `malformed-message` */
  readMapLength(field: string): number {
    return this.#read(`Reading map length for '${field}' failed.`, (head) => {
      if (head >= 0x80 && head <= 0x8f) {
        return head & 0x0f;
      }
      return this.#lengthAfter(head, { bits16: 0xde, bits32: 0xdf });
    });
  }

  /** @throws {ProtocolError} `malformed-message` for what is no integer of at most 53 bits. */
  readInteger(field: string, type: 'Int32' | 'Int64'): number {
    return this.#read(`Reading '${field}' as ${type} failed.`, (head) => {
      const value = this.#integerAfter(head);
      return Number.isSafeInteger(value) ? value : undefined;
    });
  }

  /** @throws {ProtocolError} `malformed-message` */
  readBoolean(field: string): boolean {
    return this.#read(`Reading '${field}' as Boolean failed.`, (head) =>
      head === TRUE || head === FALSE ? head === TRUE : undefined,
    );
  }

  /**
   * `null` for nil.
   *
   * @throws {ProtocolError} `malformed-message`
   */
  readString(field: string): string | null {
    return this.#read(`Reading '${field}' as String failed.`, (head) => {
      if (head === NIL) {
        return null;
      }
      const length = this.#stringLengthAfter(head);
      if (length === undefined || this.#position + length > this.#bytes.length) {
        return undefined;
      }
      const start = this.#position;
      this.#position += length;
      return UTF8.decode(this.#bytes.subarray(start, this.#position));
    });
  }

  /**
   * A view of the next value's bytes; `null` for nil.
   *
   * @throws {ProtocolError} `malformed-message`
   */
  readBinary(field: string): Uint8Array | null {
    return this.#read(`Reading '${field}' as Byte[] failed.`, (head) => {
      if (head === NIL) {
        return null;
      }
      const length =
        head === 0xc4 ? this.#unsigned(1) : this.#lengthAfter(head, { bits16: 0xc5, bits32: 0xc6 });
      if (length === undefined || this.#position + length > this.#bytes.length) {
        return undefined;
      }
      const start = this.#position;
      this.#position += length;
      return this.#bytes.subarray(start, this.#position);
    });
  }

  /**
   * The next value, whatever it is.
   *
   * @throws {ProtocolError} `malformed-message`
   */
  readValue(field: string, depth: number): unknown {
    const failure = `Reading '${field}' failed.`;
    const start = this.#position;
    this.#position = measureValue(this.#view, { start, depth, failure });
    try {
      return DECODER.decode(this.#bytes.subarray(start, this.#position));
    } catch (error) {
      throw malformedMessage(failure, error);
    }
  }

  /**
   * The next value, which must be an array.
   *
   * @throws {ProtocolError} `malformed-message`
   */
  readArray(field: string, depth: number): readonly unknown[] {
    const start = this.#position;
    this.readArrayLength(field);
    this.#position = start;
    return this.readValue(field, depth) as readonly unknown[];
  }

  /** Reads a head byte and, by `parse`, what belongs to it; `undefined` from `parse` is a refusal. */
  #read<T>(failure: string, parse: (head: number) => T | undefined): T {
    const head = this.#bytes[this.#position];
    if (head === undefined) {
      throw malformedMessage(failure);
    }
    this.#position += 1;

    let value: T | undefined;
    try {
      value = parse(head);
    } catch (error) {
      // DataView at the end of the body, or bytes that are not UTF-8.
      throw malformedMessage(failure, error);
    }
    if (value === undefined) {
      throw malformedMessage(failure);
    }
    return value;
  }

  #lengthAfter(head: number, heads: { bits16: number; bits32: number }): number | undefined {
    if (head === heads.bits16) {
      return this.#unsigned(2);
    }
    return head === heads.bits32 ? this.#unsigned(4) : undefined;
  }

  #stringLengthAfter(head: number): number | undefined {
    if (head >= 0xa0 && head <= 0xbf) {
      return head & 0x1f;
    }
    return head === 0xd9
      ? this.#unsigned(1)
      : this.#lengthAfter(head, { bits16: 0xda, bits32: 0xdb });
  }

  #integerAfter(head: number): number | undefined {
    if (head <= 0x7f) {
      return head;
    }
    if (head >= 0xe0) {
      return head - 0x100;
    }
    const at = this.#position;
    switch (head) {
      case 0xcc:
        return this.#unsigned(1);
      case 0xcd:
        return this.#unsigned(2);
      case 0xce:
        return this.#unsigned(4);
      case 0xcf:
        this.#position += 8;
        return Number(this.#view.getBigUint64(at));
      case 0xd0:
        this.#position += 1;
        return this.#view.getInt8(at);
      case 0xd1:
        this.#position += 2;
        return this.#view.getInt16(at);
      case 0xd2:
        this.#position += 4;
        return this.#view.getInt32(at);
      case 0xd3:
        this.#position += 8;
        return Number(this.#view.getBigInt64(at));
      default:
        return undefined;
    }
  }

  #unsigned(bytes: 1 | 2 | 4): number {
    const at = this.#position;
    this.#position += bytes;
    if (bytes === 1) {
      return this.#view.getUint8(at);
    }
    return bytes === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }
}
