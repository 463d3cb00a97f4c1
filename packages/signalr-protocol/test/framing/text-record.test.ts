import { describe, expect, test } from 'vitest';
import { readTextRecord } from '../../src/framing/text-record.ts';
import { fromText, toText } from '../support/bytes.ts';
import { protocolErrorOf } from '../support/protocol-error.ts';

const UNLIMITED = { offset: 0, maxMessageBytes: undefined };
const TOO_LARGE = {
  code: 'message-too-large',
  message: 'The maximum message size of 4B was exceeded.',
};

describe('text records', () => {
  test('[SP-1] a record ends with 0x1E and the next begins behind it', () => {
    const input = fromText('ab\u001e\u001ecde\u001e');

    const bodies: string[] = [];
    for (let offset = 0; offset < input.length;) {
      const frame = readTextRecord(input, { offset, maxMessageBytes: undefined });
      bodies.push(toText(frame?.body ?? fromText('nothing')));
      offset += frame?.consumed ?? input.length;
    }

    expect(bodies).toEqual(['ab', '', 'cde']);
  });

  test('[SP-2] a record without its end is not there yet', () => {
    expect(readTextRecord(fromText('abc'), UNLIMITED)).toBeUndefined();
    expect(readTextRecord(fromText(''), UNLIMITED)).toBeUndefined();
  });

  test('[SP-3] the limit counts the separator', () => {
    const atLimit = { offset: 0, maxMessageBytes: 4 };
    expect(readTextRecord(fromText('abc\u001e'), atLimit)?.consumed).toBe(4);
    expect(protocolErrorOf(() => readTextRecord(fromText('abcd\u001e'), atLimit))).toEqual(
      TOO_LARGE,
    );
  });

  test('[SP-3] an unfinished record is refused once it passes the limit', () => {
    const atLimit = { offset: 2, maxMessageBytes: 4 };
    expect(readTextRecord(fromText('..abcd'), atLimit)).toBeUndefined();
    expect(protocolErrorOf(() => readTextRecord(fromText('..abcde'), atLimit))).toEqual(TOO_LARGE);
  });

  test('[SP-8] the body is a view into the input', () => {
    const input = fromText('..ab\u001e');
    const frame = readTextRecord(input, { offset: 2, maxMessageBytes: undefined });
    expect(frame?.body.buffer).toBe(input.buffer);
    expect(frame?.body.byteOffset).toBe(2);
  });
});
