import { describe, expect, test } from 'vitest';
import { encodeHandshakeResponse, parseHandshakeRequest } from '../src/handshake.ts';
import { concatenated, fromHex, fromText, record, toText } from './support/bytes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';

const UNLIMITED = { maxMessageBytes: undefined };
const NO_INT32 =
  'Either the JSON value is not in a supported format, or is out of bounds for an Int32.';
const REQUEST = '{"protocol":"messagepack","version":1}';

function parse(json: string): unknown {
  return parseHandshakeRequest(record(json), 0, UNLIMITED);
}

describe('handshake requests', () => {
  test('[SP-50] the request is a text record, and messages may follow it', () => {
    const input = concatenated([fromHex('ff'), record(REQUEST), fromHex('029106')]);
    expect(parseHandshakeRequest(input, 1, UNLIMITED)).toEqual({
      protocol: 'messagepack',
      version: 1,
      consumed: REQUEST.length + 1,
    });
  });

  test('[SP-50] a request of which any byte is missing is not there yet', () => {
    const input = record(REQUEST);
    for (let length = 0; length < input.length; length += 1) {
      expect(parseHandshakeRequest(input.subarray(0, length), 0, UNLIMITED)).toBeUndefined();
    }
  });

  test.each([
    ['{"version":2,"more":[{}],"protocol":""}', '', 2],
    ['{"protocol":"a","version":1,"protocol":"b","version":7}', 'b', 7],
    ['{"protocol":"a","version":1} {"protocol":"b"', 'a', 1],
    ['{"x":"}\\"}","protocol":"a","version":1}]', 'a', 1],
    [' {"x":{"y":{}},"protocol":"a","version":1}', 'a', 1],
  ])('[SP-51] %s asks for %j %i', (json, protocol, version) => {
    expect(parse(json)).toMatchObject({ protocol, version });
  });

  test.each([
    ['', 'Error reading JSON.'],
    ['{', 'Error reading JSON.'],
    ['{"protocol":"a}', 'Error reading JSON.'],
    ['null', "Unexpected JSON Token Type 'Null'. Expected a JSON Object."],
    ['"a"', "Unexpected JSON Token Type 'String'. Expected a JSON Object."],
    ['[{}]', "Unexpected JSON Token Type 'Array'. Expected a JSON Object."],
    ['{"version":1}', 'Missing required property \'protocol\'. Message content: {"version":1}'],
    [
      '{"protocol":"a"}',
      'Missing required property \'version\'. Message content: {"protocol":"a"}',
    ],
    ['{"protocol":1,"version":1}', "Expected 'protocol' to be of type String."],
    [
      '{"protocol":"a","version":null}',
      'Missing required property \'version\'. Message content: {"protocol":"a","version":null}',
    ],
    ['{"protocol":"a","version":"1"}', "Expected 'version' to be of type Number."],
    ['{"protocol":"a","version":1.5}', NO_INT32],
    ['{"protocol":"a","version":4294967296}', NO_INT32],
  ])('[SP-52] %s is malformed', (json, message) => {
    expect(protocolErrorOf(() => parse(json))).toEqual(malformed(message));
  });

  test('[SP-52] a request that is not UTF-8 is malformed', () => {
    const input = concatenated([fromHex('ff'), record(REQUEST)]);
    expect(protocolErrorOf(() => parseHandshakeRequest(input, 0, UNLIMITED))).toEqual(
      malformed('Error reading JSON.'),
    );
  });

  test('[SP-53] a request over the limit is refused, finished or not', () => {
    const limits = { maxMessageBytes: 10 };
    const tooLarge = {
      code: 'message-too-large',
      message: 'The maximum message size of 10B was exceeded.',
    };
    for (const input of [record(REQUEST), fromText('{"protocol"')]) {
      expect(protocolErrorOf(() => parseHandshakeRequest(input, 0, limits))).toEqual(tooLarge);
    }
  });
});

describe('handshake responses', () => {
  test('[SP-54] success is an empty object', () => {
    expect(toText(encodeHandshakeResponse())).toBe('{}\u001e');
  });

  test('[SP-55] a refusal says why', () => {
    expect(toText(encodeHandshakeResponse("The protocol '\u001e' is not supported."))).toBe(
      '{"error":"The protocol \'\\u001e\' is not supported."}\u001e',
    );
  });
});
