import { describe, expect, test } from 'vitest';
import {
  prefixBytesFor,
  readLengthPrefixed,
  writePrefix,
} from '../../src/framing/length-prefix.ts';
import { concatenated, fromHex, toHex } from '../support/bytes.ts';
import { protocolErrorOf } from '../support/protocol-error.ts';

const UNLIMITED = { offset: 0, maxMessageBytes: undefined };

function prefixOf(length: number): string {
  const prefix = new Uint8Array(prefixBytesFor(length));
  writePrefix(prefix, 0, length);
  return toHex(prefix);
}

describe('lengths', () => {
  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [2_097_151, 'ffff7f'],
    [2_097_152, '80808001'],
    [268_435_455, 'ffffff7f'],
    [268_435_456, '8080808001'],
    [0x7fff_ffff, 'ffffffff07'],
  ])('[AP-1] %i is %s', (length, hex) => {
    expect(prefixOf(length)).toBe(hex);
  });

  test('[AP-1] the body follows its length', () => {
    const input = fromHex('03 010203 01 09');
    const first = readLengthPrefixed(input, UNLIMITED);
    expect(first).toEqual({ body: fromHex('010203'), consumed: 4 });
    expect(readLengthPrefixed(input, { ...UNLIMITED, offset: 4 })?.body).toEqual(fromHex('09'));
  });

  test('[AP-2] a message of which a byte is missing is not there yet', () => {
    const whole = concatenated([fromHex('8001'), new Uint8Array(128)]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readLengthPrefixed(whole.subarray(0, length), UNLIMITED)).toBeUndefined();
    }
    expect(readLengthPrefixed(whole, UNLIMITED)?.consumed).toBe(130);
  });

  test('[AP-3] a length may take more bytes than it needs', () => {
    expect(readLengthPrefixed(fromHex('8180808000 09'), UNLIMITED)).toEqual({
      body: fromHex('09'),
      consumed: 6,
    });
  });

  test('[AP-4] a length that passes the limit is refused before its body arrives', () => {
    const input = fromHex('8001');
    expect(readLengthPrefixed(input, { offset: 0, maxMessageBytes: 130 })).toBeUndefined();
    const error = protocolErrorOf(() =>
      readLengthPrefixed(input, { offset: 0, maxMessageBytes: 129 }),
    );
    expect(error.code).toBe('service-message-too-large');
  });

  test.each(['8080808008', 'ffffffff0f', 'ffffffff7f', '8080808080', 'ffffffffffff'])(
    '[AP-5] %s is too large for anyone',
    (hex) => {
      const error = protocolErrorOf(() => readLengthPrefixed(fromHex(hex), UNLIMITED));
      expect(error.code).toBe('service-message-too-large');
    },
  );
});
