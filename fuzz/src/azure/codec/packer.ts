/** MessagePack written by hand, in any of the forms that a value may have and not only in the shortest. */

import type { Random } from '../../random.ts';

const INITIAL_BYTES = 4_096;
/** What is announced in the place of a count or a length. */
const LIES = [
  0, 1, 15, 16, 31, 32, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_ffff,
] as const;

/** How many announced counts and lengths are not true. */
export interface PackerOptions {
  readonly lieChance: number;
}

export class Packer {
  readonly #random: Random;
  readonly #lieChance: number;
  #bytes = Buffer.alloc(INITIAL_BYTES);
  #length = 0;
  lies = 0;

  constructor(random: Random, { lieChance }: PackerOptions) {
    this.#random = random;
    this.#lieChance = lieChance;
  }

  /** A copy of what was written. */
  taken(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  nil(): void {
    this.#byte(0xc0);
  }

  flag(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  text(value: string): void {
    const bytes = Buffer.from(value);
    this.#head(bytes.length, {
      fixed: 0xa0,
      fixedBelow: 32,
      bits8: 0xd9,
      bits16: 0xda,
      bits32: 0xdb,
    });
    this.raw(bytes);
  }

  bytes(value: Buffer): void {
    this.#head(value.length, { bits8: 0xc4, bits16: 0xc5, bits32: 0xc6 });
    this.raw(value);
  }

  list(count: number): void {
    this.#head(count, { fixed: 0x90, fixedBelow: 16, bits16: 0xdc, bits32: 0xdd });
  }

  map(count: number): void {
    this.#head(count, { fixed: 0x80, fixedBelow: 16, bits16: 0xde, bits32: 0xdf });
  }

  /** An integer of 32 bits, signed or not. */
  integer(value: number): void {
    const forms = INTEGER_FORMS.filter(({ from, to }) => from <= value && value <= to);
    const form = forms[this.#random.below(forms.length)] ?? INTEGER_FORMS[0];
    form.write(this, value);
  }

  long(value: bigint): void {
    if (value <= 0xffff_ffffn && this.#random.chance(0.5)) {
      this.integer(Number(value));
      return;
    }
    const isSigned = value <= 0x7fff_ffff_ffff_ffffn && this.#random.chance(0.3);
    this.number(isSigned ? 0xd3 : 0xcf, value, 8);
  }

  double(value: number): void {
    const bytes = Buffer.alloc(9, 0xcb);
    bytes.writeDoubleBE(value, 1);
    this.raw(bytes);
  }

  /** A head byte, if any, and a number behind it. */
  number(head: number | undefined, value: bigint, byteCount: number): void {
    if (head !== undefined) {
      this.#byte(head);
    }
    for (let shift = BigInt(byteCount - 1) * 8n; shift >= 0n; shift -= 8n) {
      this.#byte(Number((value >> shift) & 0xffn));
    }
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #head(actual: number, heads: Heads): void {
    const announced = this.#random.chance(this.#lieChance) ? this.#lie(actual) : actual;
    const { fixed, fixedBelow = 0, bits8, bits16, bits32 } = heads;
    // Now and then longer than it need be.
    const width = this.#random.chance(0.85) ? 0 : this.#random.below(4);
    if (fixed !== undefined && announced < fixedBelow && width === 0) {
      this.#byte(fixed | announced);
    } else if (bits8 !== undefined && announced <= 0xff && width <= 1) {
      this.number(bits8, BigInt(announced), 1);
    } else if (announced <= 0xffff && width <= 2) {
      this.number(bits16, BigInt(announced), 2);
    } else {
      this.number(bits32, BigInt(announced), 4);
    }
  }

  #lie(actual: number): number {
    this.lies += 1;
    return this.#random.chance(0.5)
      ? Math.max(0, actual + this.#random.below(5) - 2)
      : this.#random.pick(LIES);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#length + count, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
  }
}

interface Heads {
  readonly fixed?: number;
  readonly fixedBelow?: number;
  readonly bits8?: number;
  readonly bits16: number;
  readonly bits32: number;
}

interface IntegerForm {
  readonly from: number;
  readonly to: number;
  readonly write: (packer: Packer, value: number) => void;
}

function form(
  [head, byteCount]: readonly [head: number | undefined, byteCount: number],
  from: number,
  to: number,
): IntegerForm {
  return { from, to, write: (packer, value) => packer.number(head, BigInt(value), byteCount) };
}

const INTEGER_FORMS: readonly [IntegerForm, ...IntegerForm[]] = [
  form([0xd3, 8], -(2 ** 31), 2 ** 32 - 1),
  form([undefined, 1], -32, 127),
  form([0xcc, 1], 0, 0xff),
  form([0xcd, 2], 0, 0xffff),
  form([0xce, 4], 0, 2 ** 32 - 1),
  form([0xcf, 8], 0, 2 ** 32 - 1),
  form([0xd0, 1], -128, 127),
  form([0xd1, 2], -32_768, 32_767),
  form([0xd2, 4], -(2 ** 31), 2 ** 31 - 1),
];
