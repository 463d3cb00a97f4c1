/** What is nil, empty or absent, and what else the kinds of fields promise. */

import { describe, expect, test } from 'vitest';
import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';
import { ServiceProtocol } from '../../src/service-protocol.ts';
import { bodyHexOf, decodeOne, framedHex } from '../support/bytes.ts';

const protocol = new ServiceProtocol();

describe('values', () => {
  test('[AP-30] what is absent and optional is nil, and nil is absent', () => {
    const leave: ServiceMessage = { type: Type.leaveGroup, connectionId: 'c' };
    expect(bodyHexOf(protocol, leave)).toBe('940ca163c080');
    expect(decodeOne(protocol, framedHex('94 0c a163 c0 80'))).toStrictEqual(leave);
    // An empty name is a name.
    expect(decodeOne(protocol, framedHex('94 0c a163 a0 80'))).toStrictEqual({
      ...leave,
      groupName: '',
    });
  });

  test('[AP-31] an error that is nil or empty is none, and is written as empty', () => {
    const accepted: ServiceMessage = { type: Type.handshakeResponse };
    expect(decodeOne(protocol, framedHex('94 02 c0 80 c0'))).toStrictEqual(accepted);
    expect(decodeOne(protocol, framedHex('94 02 a0 80 c0'))).toStrictEqual(accepted);
    expect(bodyHexOf(protocol, accepted)).toBe('9402a080c0');
    expect(decodeOne(protocol, framedHex('95 05 a163 c0 80 80'))).toStrictEqual({
      type: Type.closeConnection,
      connectionId: 'c',
    });
    expect(decodeOne(protocol, framedHex('95 14 01 01 c0 80'))).toStrictEqual({
      type: Type.ack,
      ackId: 1,
      status: 1,
    });
  });

  test.each<[string, string, object]>([
    ['the text of an error', '92 0f c0', { errorMessage: '' }],
    ['the error of a completion', '96 24 a131 a163 a173 c0 80', { error: '' }],
    ['a query string', '96 04 a163 80 80 c0 80', { queryString: '' }],
    [
      'the value of a header',
      '96 04 a163 80 81 a161 91 c0 a0 80',
      { headers: new Map([['a', ['']]]) },
    ],
    ['a payload', '94 06 a163 c0 80', { payload: new Uint8Array(0) }],
  ])('[AP-32] %s that is nil is read as empty', (_, hex, fields) => {
    expect(decodeOne(protocol, framedHex(hex))).toMatchObject(fields);
  });

  test('[AP-33] a list or a map that is nil is empty, and an empty list of exceptions is none', () => {
    const all: ServiceMessage = { type: Type.broadcastData, payloads: new Map() };
    expect(decodeOne(protocol, framedHex('94 0a c0 c0 c0'))).toStrictEqual(all);
    expect(decodeOne(protocol, framedHex('94 0a 90 80 80'))).toStrictEqual(all);
    expect(bodyHexOf(protocol, { ...all, excludedConnectionIds: [] })).toBe('940a908080');
    expect(decodeOne(protocol, framedHex('94 07 c0 80 80'))).toStrictEqual({
      type: Type.multiConnectionData,
      connectionIds: [],
      payloads: new Map(),
    });
    expect(decodeOne(protocol, framedHex('96 04 a163 c0 c0 a0 c0'))).toMatchObject({
      claims: [],
      headers: new Map(),
    });
  });

  test('[AP-34] claims keep their order and their repetitions', () => {
    const claims = ['a', 'b', 'a', 'a'].map((value) => ({ type: 'role', value }));
    const message: ServiceMessage = {
      type: Type.openConnection,
      connectionId: 'c',
      claims,
      headers: new Map(),
      queryString: '',
    };
    expect(decodeOne(protocol, protocol.encode(message))).toStrictEqual(message);
    expect(bodyHexOf(protocol, message)).toContain('84a4726f6c65a161a4726f6c65a162');
  });

  test('[AP-35] names of headers and protocols are read in lower case', () => {
    const opened = framedHex('96 04 a163 80 81 a3582d41 91 a131 a0 80');
    expect(decodeOne(protocol, opened)).toMatchObject({ headers: new Map([['x-a', ['1']]]) });
    const sent = framedHex('94 08 a175 81 a44a534f4e c40101 80');
    expect(decodeOne(protocol, sent)).toMatchObject({
      payloads: new Map([['json', new Uint8Array([1])]]),
    });
  });

  test('[AP-36] names are written as they are given', () => {
    const close: ServiceMessage = {
      type: Type.closeConnection,
      connectionId: 'c',
      headers: new Map([['X-A', ['1']]]),
    };
    expect(bodyHexOf(protocol, close)).toBe('9505a163a081a3582d4191a13180');
  });

  test('[AP-38] numbers of kinds that are not known here are passed on', () => {
    expect(decodeOne(protocol, framedHex('95 27 a163 d200000009 d200000063 80'))).toMatchObject({
      connectionType: 9,
      operation: 99,
    });
    expect(decodeOne(protocol, framedHex('94 06 a163 c400 81 05 04'))).toMatchObject({
      dataMessageType: 4,
    });
  });

  test('[AP-26] bytes of a decoded message are views into the input', () => {
    const input = Buffer.from(framedHex('94 08 a175 81 a46a736f6e c40107 80'));
    const message = decodeOne(protocol, input);
    const payload = message?.type === Type.userData ? message.payloads.get('json') : undefined;

    expect(payload).toStrictEqual(new Uint8Array([7]));
    expect(payload?.buffer).toBe(input.buffer);
  });
});
