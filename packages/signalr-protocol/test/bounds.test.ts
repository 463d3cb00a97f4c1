/** What hostile values may not do, in both encodings. */

import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../src/errors.ts';
import { writeLengthPrefixed } from '../src/framing/length-prefix.ts';
import { JsonHubProtocol } from '../src/json/json-hub-protocol.ts';
import { MessagePackHubProtocol } from '../src/messagepack/messagepack-hub-protocol.ts';
import { concatenated, decodeOne, framed, fromHex, record } from './support/bytes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';

const json = new JsonHubProtocol();
const messagepack = new MessagePackHubProtocol();

const TOO_DEEP = malformed('Values nested deeper than 64 levels are not accepted.');
const FORBIDDEN = malformed("The key '__proto__' is not accepted.");
const PROTO_HEX = 'a95f5f70726f746f5f5f';

function jsonArrays(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

/** Arrays of one item around an empty array. */
function packedArrays(depth: number): Uint8Array {
  return concatenated([new Uint8Array(depth - 1).fill(0x91), new Uint8Array([0x90])]);
}

function jsonItem(item: string): Uint8Array {
  return record(`{"type":2,"invocationId":"1","item":${item}}`);
}

function packedItem(item: Uint8Array): Uint8Array {
  return writeLengthPrefixed(concatenated([fromHex('94 02 80 a131'), item]));
}

test('[SP-41] both codes let the client reconnect', () => {
  expect(new ProtocolError('malformed-message', '').consequence).toEqual({ allowReconnect: true });
  expect(new ProtocolError('message-too-large', '').consequence).toEqual({ allowReconnect: true });
});

describe('nesting', () => {
  test('[SP-42] 64 levels are read, the message among them', () => {
    expect(decodeOne(json, jsonItem(jsonArrays(63)))).toBeDefined();
    expect(decodeOne(messagepack, packedItem(packedArrays(63)))).toBeDefined();
  });

  test('[SP-42] 65 levels are malformed', () => {
    expect(protocolErrorOf(() => decodeOne(json, jsonItem(jsonArrays(64))))).toEqual(TOO_DEEP);
    expect(protocolErrorOf(() => decodeOne(messagepack, packedItem(packedArrays(64))))).toEqual(
      TOO_DEEP,
    );
  });

  test('[SP-42] a million levels are malformed, and cost no stack', () => {
    const depth = 1_000_000;
    const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    for (const item of [jsonArrays(depth), objects]) {
      expect(protocolErrorOf(() => decodeOne(json, jsonItem(item)))).toEqual(TOO_DEEP);
    }
    expect(protocolErrorOf(() => decodeOne(messagepack, packedItem(packedArrays(depth))))).toEqual(
      TOO_DEEP,
    );
  });

  test('[SP-42] arguments and results are measured like items', () => {
    const deep = jsonArrays(64);
    for (const text of [
      `{"type":1,"target":"t","arguments":${deep}}`,
      `{"type":3,"invocationId":"1","result":${deep}}`,
    ]) {
      expect(protocolErrorOf(() => decodeOne(json, record(text)))).toEqual(TOO_DEEP);
    }
  });
});

describe('keys', () => {
  test('[SP-43] a __proto__ key is refused in payloads, however it is written', () => {
    for (const item of [
      '{"__proto__":{"isAdmin":true}}',
      '[{"a":{"\\u005f_proto__":1}}]',
      '{"a":1,"__proto__":null}',
    ]) {
      expect(protocolErrorOf(() => decodeOne(json, jsonItem(item)))).toEqual(FORBIDDEN);
    }
    const packed = packedItem(fromHex(`81 ${PROTO_HEX} 80`));
    expect(protocolErrorOf(() => decodeOne(messagepack, packed))).toEqual(
      malformed("Reading 'item' failed."),
    );
  });

  test('[SP-43] a __proto__ key is refused in headers', () => {
    const text = '{"type":5,"invocationId":"1","headers":{"__proto__":"x"}}';
    expect(protocolErrorOf(() => decodeOne(json, record(text)))).toEqual(FORBIDDEN);
    const packed = framed(fromHex(`93 05 81 ${PROTO_HEX} a178 a131`));
    expect(protocolErrorOf(() => decodeOne(messagepack, packed))).toEqual(FORBIDDEN);
  });

  test('[SP-43] the text __proto__ is an ordinary value', () => {
    expect(decodeOne(json, jsonItem('"__proto__"'))).toMatchObject({ item: '__proto__' });
    expect(decodeOne(messagepack, packedItem(fromHex(PROTO_HEX)))).toMatchObject({
      item: '__proto__',
    });
  });

  test('[SP-43] a __proto__ key in the message itself changes nothing', () => {
    const text = '{"__proto__":{"target":"t","arguments":[]},"type":1}';
    expect(protocolErrorOf(() => decodeOne(json, record(text)))).toEqual(
      malformed("Missing required property 'target'."),
    );
  });
});

describe('announced sizes', () => {
  test.each([
    ['an array of 4,294,967,295 items', 'ddffffffff'],
    ['a map of 4,294,967,295 items', 'dfffffffff'],
    ['an array of 65,535 items', 'dcffff'],
    ['a string of 4 GiB', 'dbffffffff'],
    ['4 GiB of bytes', 'c6ffffffff'],
    ['an extension of 4 GiB', 'c9ffffffff05'],
    ['arrays of 4,294,967,295 items in each other', 'ddffffffff'.repeat(60)],
  ])('[SP-44] %s is refused', (_, hex) => {
    const packed = packedItem(fromHex(hex));
    expect(protocolErrorOf(() => decodeOne(messagepack, packed))).toEqual(
      malformed("Reading 'item' failed."),
    );
  });

  test('[SP-44] headers and stream ids of 4,294,967,295 items are refused', () => {
    expect(
      protocolErrorOf(() => decodeOne(messagepack, framed(fromHex('92 05 dfffffffff')))),
    ).toEqual(malformed("Reading 'headers[0].Key' as String failed."));
    const streams = framed(fromHex('96 01 80 c0 a161 90 ddffffffff'));
    expect(protocolErrorOf(() => decodeOne(messagepack, streams))).toEqual(
      malformed("Reading 'streamIds' as String failed."),
    );
  });
});
