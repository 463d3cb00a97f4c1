/** ASP.NET Core's own wire vectors, in both directions. */

import { describe, expect, test } from 'vitest';
import { readLengthPrefixed } from '../src/framing/length-prefix.ts';
import { parseHandshakeRequest } from '../src/handshake.ts';
import { JsonHubProtocol } from '../src/json/json-hub-protocol.ts';
import { MessagePackHubProtocol } from '../src/messagepack/messagepack-hub-protocol.ts';
import { decodeOne, framed, fromHex, record, toHex, toText } from './support/bytes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';
import {
  FLOAT_VECTORS,
  JSON_MESSAGES,
  PACKED_MESSAGES,
  READ_ONLY_JSON,
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
  test.for(vectors?.messagepack.vectors ?? [])('[SP-30] %s', ([name, base64]) => {
    const message = known(PACKED_MESSAGES, name);
    const wire = framed(Buffer.from(base64, 'base64'));

    expect(decodeOne(messagepack, wire)).toStrictEqual(message);
    if (!FLOAT_VECTORS.has(name)) {
      expect(toHex(messagepack.encode(message))).toBe(toHex(wire));
    }
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
});

describe.skipIf(vectors === undefined)('JSON vectors', () => {
  test.for(vectors?.json.vectors ?? [])('[SP-20] [SP-22] %s', ([name, text]) => {
    const message = known(JSON_MESSAGES, name);
    expect(decodeOne(json, record(text))).toStrictEqual(message);
    if (!READ_ONLY_JSON.has(name)) {
      expect(toText(json.encode(message))).toBe(`${text}\u001e`);
    }
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
