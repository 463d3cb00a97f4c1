/**
 * MessagePack as text, by a decoder that shares nothing with our codec: a value that is not in its
 * shortest format says which one it has, so that two texts are equal only where the bytes are.
 */

/** @throws {RangeError} for bytes that are not exactly one value. */
export function messagePackText(bytes: Uint8Array): string {
  const reader = new TextReader(Buffer.from(bytes));
  const text = reader.value();
  reader.expectEnd();
  return text;
}

class TextReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  expectEnd(): void {
    if (this.#at !== this.#bytes.length) {
      throw new RangeError(`${this.#bytes.length - this.#at} bytes after the value`);
    }
  }

  value(): string {
    const head = this.#uint(1);
    if (head <= 0x7f) {
      return String(head);
    }
    if (head <= 0x8f) {
      return this.#map(head & 0x0f);
    }
    if (head <= 0x9f) {
      return this.#array(head & 0x0f);
    }
    if (head <= 0xbf) {
      return this.#text(head & 0x1f);
    }
    return head >= 0xe0 ? String(head - 256) : this.#long(head);
  }

  #long(head: number): string {
    switch (head) {
      case 0xc0:
        return 'nil';
      case 0xc2:
        return 'false';
      case 0xc3:
        return 'true';
      case 0xca:
        return `${this.#take(4).readFloatBE()}:float32`;
      case 0xcb:
        return `${this.#take(8).readDoubleBE()}:float64`;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(1 << (head - 0xc4));
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return this.#unsigned(1 << (head - 0xcc));
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return this.#signed(1 << (head - 0xd0));
      default:
        return this.#counted(head);
    }
  }

  #counted(head: number): string {
    if (head >= 0xd4 && head <= 0xd8) {
      return this.#extension(1 << (head - 0xd4));
    }
    if (head >= 0xc7 && head <= 0xc9) {
      return `${this.#extension(this.#uint(1 << (head - 0xc7)))}:ext${8 << (head - 0xc7)}`;
    }
    if (head >= 0xd9 && head <= 0xdb) {
      const bytes = 1 << (head - 0xd9);
      const length = this.#uint(bytes);
      return this.#text(length) + longer(length, { bytes, name: 'str' });
    }
    const bytes = head === 0xdc || head === 0xde ? 2 : 4;
    const count = this.#uint(bytes);
    const isMap = head >= 0xde;
    const text = isMap ? this.#map(count) : this.#array(count);
    return text + longer(count, { bytes, name: isMap ? 'map' : 'array' });
  }

  #map(count: number): string {
    const entries = Array.from({ length: count }, () => `${this.value()}: ${this.value()}`);
    return `{${entries.join(', ')}}`;
  }

  #array(count: number): string {
    return `[${Array.from({ length: count }, () => this.value()).join(', ')}]`;
  }

  #text(length: number): string {
    return JSON.stringify(this.#take(length).toString('utf8'));
  }

  #binary(lengthBytes: number): string {
    const length = this.#uint(lengthBytes);
    const name = longer(length, { bytes: lengthBytes, name: 'bin' });
    return `h'${this.#take(length).toString('hex')}'${name}`;
  }

  #extension(length: number): string {
    return `ext(${this.#take(1).readInt8()}, h'${this.#take(length).toString('hex')}')`;
  }

  #unsigned(bytes: number): string {
    const value = BigInt(`0x${this.#take(bytes).toString('hex')}`);
    const half = 1n << BigInt(bytes * 4);
    const isShortest = bytes === 1 ? value > 0x7fn : value >= half;
    return isShortest ? String(value) : `${value}:uint${bytes * 8}`;
  }

  #signed(bytes: number): string {
    const value = BigInt.asIntN(bytes * 8, BigInt(`0x${this.#take(bytes).toString('hex')}`));
    const limit = bytes === 1 ? -32n : -(1n << BigInt(bytes * 4 - 1));
    return value < limit ? String(value) : `${value}:int${bytes * 8}`;
  }

  #uint(bytes: number): number {
    return this.#take(bytes).readUIntBE(0, bytes);
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) {
      throw new RangeError('the value is cut off');
    }
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

type Counted = 'str' | 'bin' | 'array' | 'map';

/** Named where a shorter format would have done. */
function longer(count: number, { bytes, name }: { bytes: number; name: Counted }): string {
  return bytes === shortestBytes(count, name) ? '' : `:${name}${bytes * 8}`;
}

/** How many bytes of length the shortest format for so many has; 0 is the head itself. */
function shortestBytes(count: number, name: Counted): number {
  const isInHead = name === 'str' ? count <= 31 : name !== 'bin' && count <= 15;
  if (isInHead) {
    return 0;
  }
  const hasByteLength = name === 'str' || name === 'bin';
  if (hasByteLength && count <= 0xff) {
    return 1;
  }
  return count <= 0xffff ? 2 : 4;
}
