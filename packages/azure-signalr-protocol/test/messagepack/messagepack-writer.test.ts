import { Decoder } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { MessagePackWriter } from '../../src/messagepack/messagepack-writer.ts';
import { concatenated, toHex } from '../support/bytes.ts';

/** The frame's first bytes without its length, and what a reader that is not ours sees in it. */
function written(write: (writer: MessagePackWriter) => void): { hex: string; value: unknown } {
  const writer = new MessagePackWriter();
  write(writer);
  const frame = writer.frame();
  const body = frame.subarray(frame.findIndex((byte) => byte < 0x80) + 1);
  return {
    hex: toHex(body.subarray(0, 10)),
    value: new Decoder({ useBigInt64: true }).decode(body),
  };
}

describe('numbers', () => {
  test.each([
    [0, '00'],
    [127, '7f'],
    [128, 'cc80'],
    [255, 'ccff'],
    [256, 'cd0100'],
    [65_535, 'cdffff'],
    [65_536, 'ce00010000'],
    [0x7fff_ffff, 'ce7fffffff'],
    [-1, 'ff'],
    [-32, 'e0'],
    [-33, 'd0df'],
    [-128, 'd080'],
    [-129, 'd1ff7f'],
    [-32_768, 'd18000'],
    [-32_769, 'd2ffff7fff'],
    [-0x8000_0000, 'd280000000'],
  ])('[AP-20] %i is %s', (value, hex) => {
    expect(written((writer) => writer.writeInt32(value))).toEqual({ hex, value });
  });

  test.each([
    [0n, '00'],
    [0x7fn, '7f'],
    [0xffn, 'ccff'],
    [0xffffn, 'cdffff'],
    [0xffff_ffffn, 'ceffffffff'],
    [0x1_0000_0000n, 'cf0000000100000000'],
    [2n ** 64n - 1n, 'cfffffffffffffffff'],
  ])('[AP-24] the tracing id %i is %s', (value, hex) => {
    const { hex: bytes, value: seen } = written((writer) => writer.writeUint64(value));
    expect(bytes).toBe(hex);
    expect(BigInt(seen as bigint | number)).toBe(value);
  });

  test.each([
    [1, 'd200000001'],
    [-1, 'd2ffffffff'],
  ])('[AP-21] %i with all its bytes is %s', (value, hex) => {
    expect(written((writer) => writer.writeWideInt32(value))).toEqual({ hex, value });
  });

  test.each([2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    '[AP-22] %d is no integer of 32 bits',
    (value) => {
      const writer = new MessagePackWriter();
      expect(() => writer.writeInt32(value)).toThrow(RangeError);
      expect(() => writer.writeWideInt32(value)).toThrow(RangeError);
    },
  );

  test.each([-1n, 2n ** 64n])('[AP-22] %d is no unsigned integer of 64 bits', (value) => {
    expect(() => new MessagePackWriter().writeUint64(value)).toThrow(RangeError);
  });
});

describe('texts and bytes', () => {
  test.each([
    [0, 'a0'],
    [31, 'bf'],
    [32, 'd920'],
    [255, 'd9ff'],
    [256, 'da0100'],
    [65_535, 'daffff'],
    [65_536, 'db00010000'],
  ])('[AP-20] the head of a text of %i bytes is %s', (length, head) => {
    const text = 'x'.repeat(length);
    const { hex, value } = written((writer) => writer.writeText(text));
    expect(hex.slice(0, head.length)).toBe(head);
    expect(value).toBe(text);
  });

  test.each([
    [11, 'bf'],
    [16, 'd92e'],
    [90, 'da010c'],
    [30_000, 'db00015f8e'],
  ])('[AP-20] a text is counted in bytes: %i letters of two or three', (letters, head) => {
    const text = letters === 11 ? `${'é'.repeat(14)}€` : `${'€'.repeat(letters - 2)}éé`;
    const { hex, value } = written((writer) => writer.writeText(text));
    expect(hex.slice(0, head.length)).toBe(head);
    expect(value).toBe(text);
  });

  test.each([
    [0, 'c400'],
    [255, 'c4ff'],
    [256, 'c50100'],
    [65_535, 'c5ffff'],
    [65_536, 'c600010000'],
  ])('[AP-20] the head of %i bytes is %s', (length, head) => {
    const { hex, value } = written((writer) => writer.writeBytes(new Uint8Array(length)));
    expect(hex.slice(0, head.length)).toBe(head);
    expect(value).toHaveLength(length);
  });
});

describe('arrays and maps', () => {
  test.each([
    [15, '9f'],
    [16, 'dc0010'],
    [65_535, 'dcffff'],
    [65_536, 'dd00010000'],
  ])('[AP-20] the head of an array of %i is %s', (count, head) => {
    const { hex, value } = written((writer) => {
      writer.writeArrayLength(count);
      for (let index = 0; index < count; index += 1) {
        writer.writeNil();
      }
    });
    expect(hex.slice(0, head.length)).toBe(head);
    expect(value).toHaveLength(count);
  });

  test.each([
    [15, '8f'],
    [16, 'de0010'],
    [65_535, 'deffff'],
    [65_536, 'df00010000'],
  ])('[AP-20] the head of a map of %i is %s', (count, head) => {
    const { hex, value } = written((writer) => {
      writer.writeMapLength(count);
      for (let index = 0; index < count; index += 1) {
        writer.writeInt32(index);
        writer.writeBoolean(true);
      }
    });
    expect(hex.slice(0, head.length)).toBe(head);
    expect(Object.keys(value as object)).toHaveLength(count);
  });

  test('[AP-1] a writer begins anew, and its frames are its own', () => {
    const writer = new MessagePackWriter();
    writer.writeText('first');
    const first = writer.frame();
    writer.reset();
    writer.writeText('other');
    expect(toHex(concatenated([first, writer.frame()]))).toBe('06a5666972737406a56f74686572');
  });
});
