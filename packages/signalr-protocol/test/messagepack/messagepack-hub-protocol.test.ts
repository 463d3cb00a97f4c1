import { describe, expect, test } from 'vitest';
import { type HubMessage, MessageType } from '../../src/hub-message.ts';
import { MessagePackHubProtocol } from '../../src/messagepack/messagepack-hub-protocol.ts';
import { decodeOne, framed, fromHex, toHex } from '../support/bytes.ts';
import { malformed, protocolErrorOf } from '../support/protocol-error.ts';
import { MALFORMED_MESSAGEPACK } from '../vectors/malformed-messagepack.ts';

const protocol = new MessagePackHubProtocol();

function hexOf(message: HubMessage): string {
  return toHex(protocol.encode(message));
}

function decodeBody(hex: string): HubMessage | undefined {
  return decodeOne(protocol, framed(fromHex(hex)));
}

function itemIn(hex: string): unknown {
  const message = decodeBody(`94 02 80 a131 ${hex}`);
  return message?.type === MessageType.streamItem ? message.item : message;
}

function hexOfItem(item: unknown): string {
  const start = '940280a131';
  const hex = hexOf({ type: MessageType.streamItem, invocationId: '1', item });
  expect(hex.slice(2, 2 + start.length)).toBe(start);
  return hex.slice(2 + start.length);
}

describe('writing MessagePack', () => {
  test('[SP-30] invocations have six items and close messages three', () => {
    expect(hexOf({ type: MessageType.invocation, target: 'a', arguments: [] })).toBe(
      toHex(framed(fromHex('96 01 80 c0 a161 90 90'))),
    );
    expect(hexOf({ type: MessageType.close })).toBe(toHex(framed(fromHex('93 07 c0 c2'))));
  });

  test('[SP-33] bytes are bin and dates are timestamps, both ways', () => {
    const values: readonly (readonly [unknown, string])[] = [
      [new Uint8Array([1, 2, 3]), 'c403010203'],
      [new Date(Date.UTC(2017, 3, 11)), 'd6ff58ec1c80'],
      [new Date(1_500), 'd7ff7735940000000001'],
      [new Date(-1_000), 'c70cff00000000ffffffffffffffff'],
    ];
    for (const [value, hex] of values) {
      expect(hexOfItem(value)).toBe(hex);
      expect(itemIn(hex)).toEqual(value);
    }
  });

  test('a message larger than what is kept between calls is written whole', () => {
    const item = 'x'.repeat(1_000_000);
    const message: HubMessage = { type: MessageType.streamItem, invocationId: '1', item };
    expect(decodeOne(protocol, protocol.encode(message))).toEqual(message);
    expect(decodeOne(protocol, protocol.encode({ type: MessageType.ping }))).toEqual({
      type: MessageType.ping,
    });
  });
});

describe('reading MessagePack', () => {
  test('[SP-31] the last item of invocation and close may be missing', () => {
    expect(decodeBody('95 01 80 c0 a161 9101')).toEqual({
      type: MessageType.invocation,
      target: 'a',
      arguments: [1],
    });
    expect(decodeBody('92 07 a162')).toEqual({ type: MessageType.close, error: 'b' });
  });

  test('[SP-31] items after the known ones are ignored', () => {
    expect(decodeBody('92 06 a161')).toEqual({ type: MessageType.ping });
    expect(decodeBody('97 01 80 c0 a161 90 90 81a16101')).toEqual({
      type: MessageType.invocation,
      target: 'a',
      arguments: [],
    });
  });

  test.each(MALFORMED_MESSAGEPACK)('[SP-32] %s (%s) is malformed', (_, hex, message) => {
    expect(protocolErrorOf(() => decodeBody(hex))).toEqual(malformed(message));
  });

  test.each([
    ['91 06'],
    ['91 cc06'],
    ['91 cd0006'],
    ['91 ce00000006'],
    ['91 cf0000000000000006'],
    ['91 d006'],
    ['91 d10006'],
    ['91 d200000006'],
    ['91 d30000000000000006'],
    ['dc0001 06'],
    ['dd00000001 06'],
  ])('[SP-34] %s is a ping', (hex) => {
    expect(decodeBody(hex)).toEqual({ type: MessageType.ping });
  });

  test('[SP-34] negative integers and those of 53 bits are read', () => {
    expect(decodeBody('92 08 ff')).toEqual({ type: MessageType.ack, sequenceId: -1 });
    expect(decodeBody('92 09 cf001fffffffffffff')).toEqual({
      type: MessageType.sequence,
      sequenceId: Number.MAX_SAFE_INTEGER,
    });
  });

  test('[SP-32] strings are read in every format', () => {
    for (const hex of ['a161', 'd90161', 'da000161', 'db0000000161']) {
      expect(decodeBody(`93 05 80 ${hex}`)).toEqual({
        type: MessageType.cancelInvocation,
        invocationId: 'a',
      });
    }
  });

  test('[SP-33] values are read in every format', () => {
    const values: readonly (readonly [string, unknown])[] = [
      ['ff', -1],
      ['d1ff00', -256],
      ['ca42280000', 42],
      ['cb3fe0000000000000', 0.5],
      ['c3', true],
      ['92c0c2', [null, false]],
      ['dc000101', [1]],
      ['dd0000000101', [1]],
      ['de0001a16101', { a: 1 }],
      ['df00000001a16101', { a: 1 }],
      ['c50001ff', new Uint8Array([0xff])],
      ['c600000001ff', new Uint8Array([0xff])],
      ['d7ff0000000000000001', new Date(1_000)],
    ];
    for (const [hex, value] of values) {
      expect(itemIn(hex)).toEqual(value);
    }
  });

  test('[SP-35] bytes in a payload are plain views into the input', () => {
    const input = Buffer.from(framed(fromHex('94 02 80 a131 c40107')));
    const message = decodeOne(protocol, input);
    const item = message?.type === MessageType.streamItem ? message.item : undefined;

    expect(Object.getPrototypeOf(item)).toBe(Uint8Array.prototype);
    input[input.length - 1] = 8;
    expect(item).toEqual(new Uint8Array([8]));
  });

  test.each([
    ['missing', '94 01 80 c0 a161'],
    ['a number', '95 01 80 c0 a161 2a'],
    ['nil', '95 01 80 c0 a161 c0'],
  ])('[SP-36] arguments that are %s are malformed', (_, hex) => {
    expect(protocolErrorOf(() => decodeBody(hex))).toEqual(
      malformed("Reading array length for 'arguments' failed."),
    );
  });
});
