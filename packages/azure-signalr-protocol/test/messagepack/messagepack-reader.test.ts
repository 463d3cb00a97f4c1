import { describe, expect, test } from 'vitest';
import { MessagePackReader } from '../../src/messagepack/messagepack-reader.ts';
import { fromHex } from '../support/bytes.ts';
import { malformed, protocolErrorOf } from '../support/protocol-error.ts';

function readerOf(hex: string): MessagePackReader {
  return new MessagePackReader(fromHex(hex));
}

describe('integers', () => {
  test.each([
    ['07', 7],
    ['e0', -32],
    ['cc07', 7],
    ['cd0007', 7],
    ['ce00000007', 7],
    ['cf0000000000000007', 7],
    ['d007', 7],
    ['d0ff', -1],
    ['d1ffff', -1],
    ['d2ffffffff', -1],
    ['d3ffffffffffffffff', -1],
    ['ce7fffffff', 0x7fff_ffff],
    ['d280000000', -0x8000_0000],
  ])('[AP-23] %s is read as %i', (hex, value) => {
    expect(readerOf(hex).readInt32('n')).toBe(value);
  });

  test.each([
    ['more than 32 bits', 'ce80000000'],
    ['more than 53 bits', 'cf0020000000000001'],
    ['a small one in 64 bits', 'd3ffffffff7fffffff'],
    ['a fraction', 'ca3f000000'],
    ['a text', 'a131'],
    ['a boolean', 'c3'],
    ['cut short', 'cd00'],
    ['nothing', ''],
    ['a head that is never used', 'c1'],
  ])('[AP-23] %s is no integer of 32 bits', (_, hex) => {
    expect(protocolErrorOf(() => readerOf(hex).readInt32('n'))).toEqual(
      malformed("Reading 'n' as Int32 failed."),
    );
  });

  test.each([
    ['07', 7n],
    ['ceffffffff', 0xffff_ffffn],
    ['cfffffffffffffffff', 2n ** 64n - 1n],
    ['d37fffffffffffffff', 2n ** 63n - 1n],
    ['d20000000a', 10n],
  ])('[AP-24] %s is read as the tracing id %i', (hex, value) => {
    expect(readerOf(hex).readUint64('tracingId')).toBe(value);
  });

  test.each(['ff', 'd3ffffffffffffffff', 'a131', 'cf00', 'cb0000000000000000'])(
    '[AP-24] %s is no tracing id',
    (hex) => {
      expect(protocolErrorOf(() => readerOf(hex).readUint64('tracingId'))).toEqual(
        malformed("Reading 'tracingId' as UInt64 failed."),
      );
    },
  );
});

describe('texts', () => {
  test.each([
    ['a0', ''],
    ['a3e282ac', '€'],
    ['d903616263', 'abc'],
    ['da0003616263', 'abc'],
    ['db00000003616263', 'abc'],
    // A byte order mark is a character like others.
    ['a3efbbbf', '\ufeff'],
    [`d950${'78'.repeat(80)}`, 'x'.repeat(80)],
    [`d950${'78'.repeat(78)}c3a9`, `${'x'.repeat(78)}é`],
  ])('[AP-25] %s is %s', (hex, text) => {
    expect(readerOf(hex).readText('t')).toBe(text);
  });

  test.each([
    ['not UTF-8', 'a1ff'],
    ['half a letter', 'a2e282'],
    ['half of a pair', 'a3eda080'],
    ['bytes', 'c40161'],
    ['cut short', 'a261'],
    ['cut in its length', 'da00'],
    ['a number', '01'],
  ])('[AP-25] what is %s is no text', (_, hex) => {
    expect(protocolErrorOf(() => readerOf(hex).readText('t'))).toEqual(
      malformed("Reading 't' as String failed."),
    );
  });
});

describe('counts', () => {
  test.each(['93', 'dc0003', 'dd00000003'])('[AP-23] %s announces three items', (hex) => {
    expect(readerOf(`${hex}c0c0c0`).readArrayLength('a')).toBe(3);
  });

  test.each(['82', 'de0002', 'df00000002'])('[AP-23] %s announces two entries', (hex) => {
    expect(readerOf(`${hex}c0c0c0c0`).readMapLength('m')).toBe(2);
  });

  test.each(['92c0', 'dcffff', 'ddffffffff', '80', 'dc00', ''])(
    '[AP-63] %s announces no array that there can be',
    (hex) => {
      expect(protocolErrorOf(() => readerOf(hex).readArrayLength('a'))).toEqual(
        malformed("Reading array length for 'a' failed."),
      );
    },
  );

  test.each(['82c0c0c0', 'deffff', 'dfffffffff', '90', 'df0000', ''])(
    '[AP-63] %s announces no map that there can be',
    (hex) => {
      expect(protocolErrorOf(() => readerOf(hex).readMapLength('m'))).toEqual(
        malformed("Reading map length for 'm' failed."),
      );
    },
  );

  test.each(['c6ffffffff', 'c5ffff01', 'c402ff', 'a161', 'c4', ''])(
    '[AP-63] %s announces no bytes that there can be',
    (hex) => {
      expect(protocolErrorOf(() => readerOf(hex).readBytes('b'))).toEqual(
        malformed("Reading 'b' as Byte[] failed."),
      );
    },
  );
});

describe('what is passed over', () => {
  test.each([
    ['a small number', '07'],
    ['a small negative number', 'e1'],
    ['nil', 'c0'],
    ['false', 'c2'],
    ['a float', 'ca00000000'],
    ['a double', 'cb0000000000000000'],
    ['8 bits', 'cc00'],
    ['16 bits', 'd10000'],
    ['32 bits', 'ce00000000'],
    ['64 bits', 'd30000000000000000'],
    ['a short text', 'a3616263'],
    ['a text', 'd903616263'],
    ['a longer text', 'da0001ff'],
    ['a long text', 'db0000000161'],
    ['bytes', 'c402c1c1'],
    ['more bytes', 'c50001c1'],
    ['many bytes', 'c600000001c1'],
    ['an extension of one', 'd40100'],
    ['an extension of two', 'd5010000'],
    ['an extension of four', 'd60100000000'],
    ['an extension of eight', 'd7010000000000000000'],
    ['an extension of sixteen', `d801${'00'.repeat(16)}`],
    ['an extension', 'c70201ffff'],
    ['a longer extension', 'c8000101ff'],
    ['a long extension', 'c90000000101ff'],
    ['a short array', '92c0a161'],
    ['an array', 'dc000207c0'],
    ['a long array', 'dd0000000107'],
    ['a short map', '81a16192c0c3'],
    ['a map', 'de0001c0c0'],
    ['a long map', 'df00000001c090'],
    ['arrays in arrays', '92929007dc00019281c0c0c2'],
  ])('[AP-64] %s', (_, hex) => {
    const reader = readerOf(`${hex}2a`);
    reader.skip('x');
    expect(reader.readInt32('behind')).toBe(42);
  });

  test.each([
    ['nothing', ''],
    ['a head that is never used', 'c1'],
    ['that head within an array', '92c0c1'],
    ['an array cut short', '92c0'],
    ['a map cut short', '81c0'],
    ['a text cut short', 'a261'],
    ['a number cut short', 'cd00'],
    ['bytes of 4 GiB', 'c6ffffffff'],
    ['an extension of 4 GiB', 'c9ffffffff01'],
    ['an array of 4,294,967,295', 'ddffffffff'],
    ['a map of 4,294,967,295', 'dfffffffff'],
    ['such arrays in each other', 'ddffffffff'.repeat(60)],
  ])('[AP-63] %s is no value', (_, hex) => {
    expect(protocolErrorOf(() => readerOf(hex).skip('x'))).toEqual(
      malformed("Reading 'x' failed."),
    );
  });

  test('[AP-64] a million levels take no stack', () => {
    const reader = new MessagePackReader(new Uint8Array(1_000_001).fill(0x91, 0, 1_000_000));
    reader.skip('x');
    expect(protocolErrorOf(() => reader.readInt32('behind')).code).toBe(
      'service-message-malformed',
    );
  });
});
