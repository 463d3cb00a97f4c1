/**
 * ASP.NET Core's own wire vectors, in both directions.
 *
 * The expected messages are written by hand (reference-messages.ts), and what they look like on the wire is compared
 * with what a reader sees that knows nothing of our codec (wire-shapes.ts): neither side of a test is our own word.
 */

import { describe, expect, test } from 'vitest';
import { readLengthPrefixed, writeLengthPrefixed } from '../src/framing/length-prefix.ts';
import { parseHandshakeRequest } from '../src/handshake.ts';
import { JsonHubProtocol } from '../src/json/json-hub-protocol.ts';
import { MessagePackHubProtocol } from '../src/messagepack/messagepack-hub-protocol.ts';
import { decodeOne, framed, fromHex, record, toHex, toText } from './support/bytes.ts';
import { JSON_WIRE, PACKED_WIRE } from './support/wire-shapes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';
import {
  INTEGERS_FOR_FLOATS,
  JSON_MESSAGES,
  OUR_ORDER,
  PACKED_MESSAGES,
  SIZED_MESSAGES,
} from './vectors/reference-messages.ts';
import { readReferenceVectors } from './vectors/reference-vectors.ts';

const vectors = readReferenceVectors();
const json = new JsonHubProtocol();
const messagepack = new MessagePackHubProtocol();

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const value = table[name];
  if (value === undefined) {
    throw new Error(`no expectation is written for the vector ${name}`);
  }
  return value;
}

describe.skipIf(vectors === undefined)('MessagePack vectors', () => {
  test('[SP-30] every row has an expectation and every expectation a row', () => {
    const names = vectors?.messagepack.vectors.map(([name]) => name) ?? [];
    expect(Object.keys(PACKED_MESSAGES).sort()).toEqual([...names].sort());
  });

  test.for(vectors?.messagepack.vectors ?? [])('[SP-30] %s is read', ([name, base64]) => {
    const message = known(PACKED_MESSAGES, name);
    const wire = framed(Buffer.from(base64, 'base64'));

    expect(PACKED_WIRE.shapesIn(wire)).toEqual([PACKED_WIRE.shapeOf(message)]);
    expect(decodeOne(messagepack, wire)).toStrictEqual(message);
  });

  test.for(vectors?.messagepack.vectors ?? [])('[SP-30] %s is written', ([name, base64]) => {
    const message = known(PACKED_MESSAGES, name);
    const written = messagepack.encode(message);

    expect(PACKED_WIRE.shapesIn(written)).toEqual([PACKED_WIRE.shapeOf(message)]);
    const body = INTEGERS_FOR_FLOATS[name] ?? toHex(Buffer.from(base64, 'base64'));
    expect(toHex(written)).toBe(toHex(framed(fromHex(body))));
  });

  test.for(vectors?.messagepack_invalid.vectors ?? [])('[SP-32] %s', ([, hex, message]) => {
    expect(protocolErrorOf(() => decodeOne(messagepack, framed(fromHex(hex))))).toEqual(
      malformed(message),
    );
  });

  // The others of that table are about a method's parameters, which the codec does not know.
  test.for((vectors?.messagepack_binding_errors.vectors ?? []).slice(0, 2))(
    '[SP-36] %s',
    ([, hex = '', message = '']) => {
      expect(protocolErrorOf(() => decodeOne(messagepack, framed(fromHex(hex))))).toEqual(
        malformed(message),
      );
    },
  );

  test.for(Object.entries(vectors?.messagepack_sizes.vectors ?? {}))(
    '[SP-30] %s has %i bytes',
    ([name, bytes]) => {
      expect(messagepack.encode(known(SIZED_MESSAGES, name)).length).toBe(bytes);
    },
  );

  test.for(vectors?.varint_length_prefix.vectors ?? [])(
    '[SP-4] %i announced as %s is waited for, and with its prefix is the size',
    ([length, hex]) => {
      const prefix = fromHex(hex);
      const exact = { offset: 0, maxMessageBytes: length + prefix.length };
      expect(readLengthPrefixed(prefix, exact)).toBeUndefined();
      const short = { offset: 0, maxMessageBytes: length + prefix.length - 1 };
      expect(protocolErrorOf(() => readLengthPrefixed(prefix, short)).code).toBe(
        'message-too-large',
      );
    },
  );

  // A test does not write the one of 2 GiB.
  test.for((vectors?.varint_length_prefix.vectors ?? []).filter(([length]) => length < 1e6))(
    '[SP-4] the length %i is written as %s',
    ([length, hex]) => {
      const written = writeLengthPrefixed(new Uint8Array(length));
      expect(toHex(written.subarray(0, written.length - length))).toBe(hex);
    },
  );
});

describe.skipIf(vectors === undefined)('JSON vectors', () => {
  test('[SP-20] every row has an expectation and every expectation a row', () => {
    const names = vectors?.json.vectors.map(([name]) => name) ?? [];
    expect(Object.keys(JSON_MESSAGES).sort()).toEqual([...names].sort());
  });

  test.for(vectors?.json.vectors ?? [])('[SP-22] %s is read', ([name, text]) => {
    const message = known(JSON_MESSAGES, name);

    const [shape] = JSON_WIRE.shapesIn(record(text));
    expect(shape).toMatchObject(JSON_WIRE.shapeOf(message) as object);
    expect(decodeOne(json, record(text))).toStrictEqual(message);
  });

  test.for(vectors?.json.vectors ?? [])('[SP-20] %s is written', ([name, text]) => {
    const message = known(JSON_MESSAGES, name);
    const written = json.encode(message);

    expect(JSON_WIRE.shapesIn(written)).toEqual([JSON_WIRE.shapeOf(message)]);
    expect(toText(written)).toBe(`${OUR_ORDER[name] ?? text}\u001e`);
  });

  test.for(vectors?.json_invalid.vectors ?? [])('[SP-23] %s', ([text, message]) => {
    expect(protocolErrorOf(() => decodeOne(json, record(text)))).toEqual(malformed(message));
  });
});

describe.skipIf(vectors === undefined)('handshake vectors', () => {
  test.for(vectors?.handshake_request.valid ?? [])('[SP-51] %s', ([text, protocol, version]) => {
    const input = record(text);
    expect(parseHandshakeRequest(input, 0, { maxMessageBytes: undefined })).toEqual({
      protocol,
      version,
      consumed: input.length,
    });
  });

  test.for(vectors?.handshake_request.invalid ?? [])('[SP-52] %s', ([text, message]) => {
    expect(
      protocolErrorOf(() => parseHandshakeRequest(record(text), 0, { maxMessageBytes: undefined })),
    ).toEqual(malformed(message));
  });
});
