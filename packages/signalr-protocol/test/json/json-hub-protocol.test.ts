import { describe, expect, test } from 'vitest';
import { type HubMessage, MessageType } from '../../src/hub-message.ts';
import { JsonHubProtocol } from '../../src/json/json-hub-protocol.ts';
import { concatenated, decodeOne, fromHex, fromText, record, toText } from '../support/bytes.ts';
import { malformed, protocolErrorOf } from '../support/protocol-error.ts';
import { MALFORMED_JSON } from '../vectors/malformed-json.ts';

const protocol = new JsonHubProtocol();

function jsonOf(message: HubMessage): string {
  return toText(protocol.encode(message));
}

function itemOf(item: unknown): string {
  return jsonOf({ type: MessageType.streamItem, invocationId: '1', item });
}

describe('writing JSON', () => {
  test('[SP-20] properties are written in the order of ASP.NET Core', () => {
    const message: HubMessage = {
      streamIds: ['s'],
      arguments: [1],
      target: 't',
      invocationId: 'i',
      headers: { h: 'v' },
      type: MessageType.streamInvocation,
    };
    expect(jsonOf(message)).toBe(
      '{"type":4,"headers":{"h":"v"},"invocationId":"i","target":"t","arguments":[1],"streamIds":["s"]}\u001e',
    );
  });

  test('[SP-21] what is empty is not written', () => {
    expect(
      jsonOf({
        type: MessageType.invocation,
        headers: {},
        target: 't',
        arguments: [],
        streamIds: [],
      }),
    ).toBe('{"type":1,"target":"t","arguments":[]}\u001e');
    expect(jsonOf({ type: MessageType.close, allowReconnect: false })).toBe('{"type":7}\u001e');
  });

  test('[SP-25] bytes are written as base64, wherever they stand', () => {
    expect(itemOf(new Uint8Array([1, 2, 3]))).toContain('"item":"AQID"}');
    expect(itemOf({ a: [{ b: new Uint8Array([0xff]) }] })).toContain('"item":{"a":[{"b":"/w=="}]}');
    // Its toJSON would write an object of numbers.
    expect(itemOf([Buffer.from([1, 2, 3])])).toContain('"item":["AQID"]');
    expect(itemOf({ toJSON: () => new Uint8Array([1]) })).toContain('"item":"AQ=="');
    const large = new Uint8Array(100_000).fill(0xab);
    expect(itemOf(large)).toContain(`"item":"${Buffer.from(large).toString('base64')}"`);
  });

  test('[SP-25] a Date is written as an ISO string', () => {
    expect(itemOf(new Date(Date.UTC(2017, 3, 11)))).toContain('"item":"2017-04-11T00:00:00.000Z"');
  });

  test('[SP-26] text is written as UTF-8', () => {
    const item = 'grün 👋\u2028';
    expect(itemOf(item)).toContain(`"item":"${item}"`);
    expect(decodeOne(protocol, record('{"type":7,"error":"\\ud83d\\udc4b\\u2028"}'))).toEqual({
      type: MessageType.close,
      error: '👋\u2028',
    });
  });

  test('a separator inside a string is escaped, so it ends no record', () => {
    const bytes = protocol.encode({ type: MessageType.close, error: 'a\u001eb' });
    expect(bytes.indexOf(0x1e)).toBe(bytes.length - 1);
  });

  test('values that are cycles are refused in the words of JSON.stringify', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => itemOf(cycle)).toThrow(TypeError);
  });
});

describe('reading JSON', () => {
  test('[SP-22] the order of properties is free and unknown ones are ignored', () => {
    const json =
      '{ "extra": {"type":6}, "streamIds":["9"], "arguments": [1,2], "target": "t", "headers":{"h":"v"}, "invocationId":"3", "type":1 }';
    expect(decodeOne(protocol, record(json))).toEqual({
      type: MessageType.invocation,
      headers: { h: 'v' },
      invocationId: '3',
      target: 't',
      arguments: [1, 2],
      streamIds: ['9'],
    });
  });

  test('[SP-23] an empty target is one like any other', () => {
    const json = '{"type":1,"target":"","arguments":[]}';
    expect(decodeOne(protocol, record(json))).toMatchObject({ target: '' });
  });

  test.each(MALFORMED_JSON)('[SP-23] %s is malformed: %s', (json, message) => {
    expect(protocolErrorOf(() => decodeOne(protocol, record(json)))).toEqual(malformed(message));
  });

  test.each([
    ['nothing', fromText('\u001e')],
    ['half an object', record('{"type":6')],
    ['two objects', record('{"type":6}{"type":6}')],
    ['a byte order mark', concatenated([fromHex('efbbbf'), record('{"type":6}')])],
    ['bytes that are not UTF-8', concatenated([fromHex('ff'), record('{"type":6}')])],
  ])('[SP-24] %s is malformed', (_, input) => {
    expect(protocolErrorOf(() => decodeOne(protocol, input))).toEqual(
      malformed('Error reading JSON.'),
    );
  });

  test('[SP-24] the cause of unreadable JSON is passed on', () => {
    expect(() => decodeOne(protocol, record('{'))).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }),
    );
  });
});
