/** Bodies that break the shape of their type, and what is said of them. */

import { describe, expect, test } from 'vitest';
import { ServiceProtocolError } from '../src/errors.ts';
import { ServiceProtocol } from '../src/service-protocol.ts';
import { concatenated, decodeOne, framed, framedHex } from './support/bytes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';

const protocol = new ServiceProtocol();
const NO_TYPE = 'A message is an array that begins with the number of its type.';

test('[AP-61] the codes say with which status the connection ends', () => {
  const statusOf = (error: ServiceProtocolError): number => error.consequence.closeStatus;
  expect(statusOf(new ServiceProtocolError('service-message-malformed', ''))).toBe(1002);
  expect(statusOf(new ServiceProtocolError('service-message-too-large', ''))).toBe(1009);
});

describe('[AP-62] malformed:', () => {
  test.each([
    ['no body', '', "Reading array length for 'message' failed."],
    ['no array', '01', "Reading array length for 'message' failed."],
    ['a map', '81 01 c0', "Reading array length for 'message' failed."],
    ['nil', 'c0', NO_TYPE],
    ['no items', '90', NO_TYPE],
    ['no type', '91 c0', NO_TYPE],
    ['a type that is a text', '91 a133', "Reading 'messageType' as Int32 failed."],
    ['a type of 64 bits', '91 cf0000000100000000', "Reading 'messageType' as Int32 failed."],
    ['a ping of a number', '92 03 01', "Reading 'values[0]' as String failed."],
    ['a version that is nil', '92 01 c0', "'version' must not be nil."],
    [
      'a flag that is a number',
      '97 01 01 00 a0 00 80 01',
      "Reading 'allowStatefulReconnects' as Boolean failed.",
    ],
    ['a connection that is nil', '93 0b c0 a167', "'connectionId' must not be nil."],
    ['a group that is nil', '93 0b a163 c0', "'groupName' must not be nil."],
    ['a connection that is a number', '93 0b 07 a167', "Reading 'connectionId' as String failed."],
    ['claims that are a list', '93 04 a163 90', "Reading map length for 'claims' failed."],
    ['a claim without a value', '93 04 a163 81 a161 c0', "'claims[0].Value' must not be nil."],
    [
      'a header with one value, not a list of them',
      '96 04 a163 80 81 a161 a162 a0 80',
      "Reading array length for 'headers[0].value' failed.",
    ],
    [
      'a header without a name',
      '96 04 a163 80 81 c0 90 a0 80',
      "'headers[0].key' must not be nil.",
    ],
    ['a payload that is a text', '93 06 a163 a162', "Reading 'payload' as Byte[] failed."],
    [
      'a payload of a map that is a text',
      '93 08 a175 81 a16a a162',
      "Reading 'payloads[0].value' as Byte[] failed.",
    ],
    ['a user that is nil, in a list', '94 09 92 a175 c0 80 80', "'userIds[1]' must not be nil."],
    ['an ack without an id', '95 14 c0 01 a0 80', "'ackId' must not be nil."],
    [
      'extensions that are a list',
      '94 0b a163 a167 90',
      "Reading map length for 'extensions' failed.",
    ],
    [
      'an extension with a name',
      '94 0b a163 a167 81 a161 01',
      "Reading 'extensions.key' as Int32 failed.",
    ],
    [
      'a tracing id that is a text',
      '94 0b a163 a167 81 01 a131',
      "Reading 'tracingId' as UInt64 failed.",
    ],
    ['a tracing id that is nil', '94 0b a163 a167 81 01 c0', "'tracingId' must not be nil."],
    [
      'an unknown extension without its value',
      '94 0b a163 a167 82 63 91 07',
      "Reading map length for 'extensions' failed.",
    ],
    [
      'an unknown extension that is cut short',
      '94 0b a163 a167 81 63 92 07',
      "Reading 'extensions.value' failed.",
    ],
  ])('%s', (_, hex, message) => {
    expect(protocolErrorOf(() => decodeOne(protocol, framedHex(hex)))).toEqual(malformed(message));
  });
});

describe('[AP-16] too few items:', () => {
  test.each([
    ['a handshake', '91 01', 1, 2],
    ['a handshake response', '91 02', 2, 2],
    ['an open connection', '92 04 a163', 4, 3],
    ['a close connection', '92 05 a163', 5, 3],
    ['connection data', '92 06 a163', 6, 3],
    ['a group broadcast', '93 0d a167 90', 13, 4],
    ['an ack', '93 14 01 01', 20, 4],
    ['a join', '92 0b a163', 11, 3],
    ['a join with an ack', '93 12 a163 a167', 18, 4],
    ['a query', '95 28 80 a167 01 c0', 40, 6],
  ])('%s', (_, hex, type, least) => {
    const items = (framedHex(hex)[1] ?? 0) & 0x0f;
    expect(protocolErrorOf(() => decodeOne(protocol, framedHex(hex)))).toEqual(
      malformed(`A message of type ${type} has at least ${least} items, not ${items}.`),
    );
  });
});

describe('[AP-37] a name that repeats:', () => {
  test.each([
    ['a protocol', '93 08 a175 82 a16a c400 a14a c400', "'payloads[1].key' repeats a name."],
    ['a header', '96 04 a163 80 82 a161 90 a141 90 a0 80', "'headers[1].key' repeats a name."],
  ])('%s', (_, hex, message) => {
    expect(protocolErrorOf(() => decodeOne(protocol, framedHex(hex)))).toEqual(malformed(message));
  });
});

describe('[AP-63] what a message announces and cannot hold:', () => {
  test.each([
    ['4,294,967,295 items', 'ddffffffff 03', "Reading array length for 'message' failed."],
    ['4,294,967,295 claims', '93 04 a163 dfffffffff', "Reading map length for 'claims' failed."],
    [
      '4,294,967,295 connections',
      '93 07 ddffffffff 80',
      "Reading array length for 'connectionIds' failed.",
    ],
    ['a payload of 4 GiB', '93 06 a163 c6ffffffff', "Reading 'payload' as Byte[] failed."],
    ['a name of 4 GiB', '93 0b dbffffffff', "Reading 'connectionId' as String failed."],
  ])('%s', (_, hex, message) => {
    expect(protocolErrorOf(() => decodeOne(protocol, framedHex(hex)))).toEqual(malformed(message));
  });

  test('a message does not read the bytes of the next', () => {
    const next = framedHex('91 03');
    const input = concatenated([framedHex('92 26 a363'), next]);
    expect(
      protocolErrorOf(() => protocol.decode(input, { offset: 0, maxMessageBytes: undefined })),
    ).toEqual(malformed("Reading 'connectionId' as String failed."));
  });
});

test('[AP-64] an unknown extension nested 10,000 levels deep is passed over', () => {
  const deep = new Uint8Array(10_000).fill(0x91);
  deep[deep.length - 1] = 0xc0;
  const body = concatenated([new Uint8Array([0x93, 0x26, 0xa1, 0x63, 0x81, 0x63]), deep]);
  expect(decodeOne(protocol, framed(body))).toEqual({ type: 38, connectionId: 'c' });
});
