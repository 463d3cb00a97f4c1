/**
 * Reads a MessagePack body field by field, so that what is wrong can be named as .NET names it.
 *
 * Spec: github.com/msgpack/msgpack, "Formats". Rules: docs/spec/azure-service-protocol.md, AP-23 to
 * AP-26 and AP-62 to AP-64.
 */

import { malformedMessage } from '../errors.ts';
import { skipValue } from './skip-value.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;

export class MessagePackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  /** The bytes that it reads are views into `body`. */
  constructor(body: Uint8Array) {
    // A plain view: a subclass's `subarray` (Node's Buffer) would show in the payloads.
    this.#bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /**
   * Never more than the bytes that are left; `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`
   */
  readArrayLength(field: string): number | undefined {
    return this.#read(`Reading array length for '${field}' failed.`, (head) => {
      const count =
        head >= 0x90 && head <= 0x9f
          ? head & 0x0f
          : this.#lengthAfter(head, { bits16: 0xdc, bits32: 0xdd });
      return this.#possible(count);
    });
  }

  /**
   * Never more entries than the bytes that are left can hold; `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`
   */
  readMapLength(field: string): number | undefined {
    return this.#read(`Reading map length for '${field}' failed.`, (head) => {
      const count =
        head >= 0x80 && head <= 0x8f
          ? head & 0x0f
          : this.#lengthAfter(head, { bits16: 0xde, bits32: 0xdf });
      return this.#possible(count * 2) / 2;
    });
  }

  /**
   * In any format; `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed` for what does not fit 32 bits.
   */
  readInt32(field: string): number | undefined {
    return this.#read(`Reading '${field}' as Int32 failed.`, (head) => {
      const value = this.#integerAfter(head);
      if ((value | 0) !== value) {
        throw new RangeError(`${value} is no integer of 32 bits.`);
      }
      return value;
    });
  }

  /**
   * In any format; `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed` for what is negative or no integer.
   */
  readUint64(field: string): bigint | undefined {
    return this.#read(`Reading '${field}' as UInt64 failed.`, (head) => {
      const value =
        head === 0xcf || head === 0xd3 ? this.#longAfter(head) : BigInt(this.#integerAfter(head));
      if (value < 0n) {
        throw new RangeError(`${value} is negative.`);
      }
      return value;
    });
  }

  /**
   * `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`
   */
  readBoolean(field: string): boolean | undefined {
    return this.#read(`Reading '${field}' as Boolean failed.`, (head) => {
      if (head !== TRUE && head !== FALSE) {
        throw noSuchFormat(head);
      }
      return head === TRUE;
    });
  }

  /**
   * `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`, also for what is not UTF-8.
   */
  readText(field: string): string | undefined {
    return this.#read(`Reading '${field}' as String failed.`, (head) =>
      UTF8.decode(this.#take(this.#textLengthAfter(head))),
    );
  }

  /**
   * A view into the body; `undefined` for nil.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`
   */
  readBytes(field: string): Uint8Array | undefined {
    return this.#read(`Reading '${field}' as Byte[] failed.`, (head) => {
      const length =
        head === 0xc4 ? this.#unsigned(1) : this.#lengthAfter(head, { bits16: 0xc5, bits32: 0xc6 });
      return this.#take(length);
    });
  }

  /**
   * Passes over the next value, whatever it is.
   *
   * @throws {ServiceProtocolError} `service-message-malformed`
   */
  skip(field: string): void {
    try {
      this.#position = skipValue(this.#view, this.#position);
    } catch (error) {
      throw malformedMessage(`Reading '${field}' failed.`, error);
    }
  }

  /** Reads a head byte and, by `parse`, what belongs to it; what `parse` throws is a refusal. */
  #read<T>(failure: string, parse: (head: number) => T): T | undefined {
    try {
      const head = this.#unsigned(1);
      return head === NIL ? undefined : parse(head);
    } catch (error) {
      // Reads past the end, formats that are not asked for, bytes that are not UTF-8.
      throw malformedMessage(failure, error);
    }
  }

  #lengthAfter(head: number, heads: { bits16: number; bits32: number }): number {
    if (head === heads.bits16) {
      return this.#unsigned(2);
    }
    if (head === heads.bits32) {
      return this.#unsigned(4);
    }
    throw noSuchFormat(head);
  }

  #textLengthAfter(head: number): number {
    if (head >= 0xa0 && head <= 0xbf) {
      return head & 0x1f;
    }
    return head === 0xd9
      ? this.#unsigned(1)
      : this.#lengthAfter(head, { bits16: 0xda, bits32: 0xdb });
  }

  #integerAfter(head: number): number {
    if (head <= 0x7f) {
      return head;
    }
    if (head >= 0xe0) {
      return head - 0x100;
    }
    switch (head) {
      case 0xcc:
        return this.#unsigned(1);
      case 0xcd:
        return this.#unsigned(2);
      case 0xce:
        return this.#unsigned(4);
      case 0xd0:
        return (this.#unsigned(1) << 24) >> 24;
      case 0xd1:
        return (this.#unsigned(2) << 16) >> 16;
      case 0xd2:
        return this.#unsigned(4) | 0;
      default:
        return Number(this.#longAfter(head));
    }
  }

  #longAfter(head: number): bigint {
    const at = this.#position;
    this.#position += 8;
    switch (head) {
      case 0xcf:
        return this.#view.getBigUint64(at);
      case 0xd3:
        return this.#view.getBigInt64(at);
      default:
        throw noSuchFormat(head);
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

  #take(length: number): Uint8Array {
    const start = this.#position;
    this.#position += this.#possible(length);
    return this.#bytes.subarray(start, this.#position);
  }

  /** Refuses what the bytes that are left cannot hold, before memory is taken for it. */
  #possible(count: number): number {
    if (this.#position + count > this.#bytes.length) {
      throw new RangeError('The body is cut short.');
    }
    return count;
  }
}

function noSuchFormat(head: number): RangeError {
  return new RangeError(`A value that begins with 0x${head.toString(16)} is not expected here.`);
}
