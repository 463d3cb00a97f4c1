import { describe, expect, test } from 'vitest';
import { readLengthPrefixed, writeLengthPrefixed } from '../../src/framing/length-prefix.ts';
import { fromHex, toHex } from '../support/bytes.ts';
import { protocolErrorOf } from '../support/protocol-error.ts';

const UNLIMITED = { offset: 0, maxMessageBytes: undefined };
/** HubProtocol.md's example, and each side of a prefix's growth. */
const PREFIXES: readonly (readonly [number, string])[] = [
  [0, '00'],
  [53, '35'],
  [127, '7f'],
  [128, '8001'],
  [5248, '8029'],
  [16_383, 'ff7f'],
  [16_384, '808001'],
];

describe('length-prefixed messages', () => {
  test.each(PREFIXES)('[SP-4] a body of %i bytes stands behind %s', (length, prefix) => {
    const body = new Uint8Array(length).fill(7);
    const frame = writeLengthPrefixed(body);

    expect(toHex(frame.subarray(0, prefix.length / 2))).toBe(prefix);
    expect(frame.length).toBe(prefix.length / 2 + length);
    expect(readLengthPrefixed(frame, UNLIMITED)).toEqual({ body, consumed: frame.length });
  });

  test('[SP-5] a message of which any byte is missing is not there yet', () => {
    const frame = writeLengthPrefixed(new Uint8Array(130));
    for (let length = 0; length < frame.length; length += 1) {
      expect(readLengthPrefixed(frame.subarray(0, length), UNLIMITED)).toBeUndefined();
    }
  });

  test('[SP-6] a length over the limit is refused before its body arrives', () => {
    const limit = { offset: 1, maxMessageBytes: 4 };
    expect(readLengthPrefixed(fromHex('ff 03 010203'), limit)?.consumed).toBe(4);
    expect(protocolErrorOf(() => readLengthPrefixed(fromHex('ff 04'), limit))).toEqual({
      code: 'message-too-large',
      message: 'The maximum message size of 4B was exceeded.',
    });
  });

  test('[SP-7] 2 GiB - 1 may be announced, one byte more may not', () => {
    expect(readLengthPrefixed(fromHex('ffffffff07'), UNLIMITED)).toBeUndefined();
    for (const prefix of ['8080808008', 'ffffffffff', 'ffffffff7f']) {
      expect(protocolErrorOf(() => readLengthPrefixed(fromHex(prefix), UNLIMITED))).toEqual({
        code: 'message-too-large',
        message: 'Messages over 2GB in size are not supported.',
      });
    }
  });

  test('[SP-8] the body is a view into the input', () => {
    const input = fromHex('ff 02 0102');
    const frame = readLengthPrefixed(input, { offset: 1, maxMessageBytes: undefined });
    expect(frame?.body.buffer).toBe(input.buffer);
    expect(frame?.body.byteOffset).toBe(2);
  });
});
