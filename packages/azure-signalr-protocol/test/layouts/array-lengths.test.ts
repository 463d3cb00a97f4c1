/** What older and newer peers write: arrays with fewer and more items. */

import { describe, expect, test } from 'vitest';
import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';
import { ServiceProtocol } from '../../src/service-protocol.ts';
import { bodyHexOf, concatenated, decodeAll, decodeOne, framedHex } from '../support/bytes.ts';

const protocol = new ServiceProtocol();

describe('arrays of other lengths', () => {
  const EMPTY_OPEN = {
    type: Type.openConnection,
    connectionId: 'c',
    claims: [],
    headers: new Map(),
    queryString: '',
  } as const;
  const HANDSHAKE = {
    type: Type.handshakeRequest,
    version: 1,
    connectionType: 0,
    migrationLevel: 0,
  } as const;

  test.each<[string, string, ServiceMessage]>([
    ['a handshake of 2', '92 01 01', HANDSHAKE],
    ['a handshake of 3, whose third says nothing', '93 01 01 c3', HANDSHAKE],
    ['a handshake of 4', '94 01 01 01 a169', { ...HANDSHAKE, connectionType: 1, target: 'i' }],
    ['a handshake of 5', '95 01 01 00 a0 02', { ...HANDSHAKE, migrationLevel: 2 }],
    ['a handshake whose seventh is false', '97 01 01 00 a0 00 80 c2', HANDSHAKE],
    ['an open connection of 3', '93 04 a163 80', EMPTY_OPEN],
    ['an open connection of 4, whose fourth says nothing', '94 04 a163 80 01', EMPTY_OPEN],
    ['an open connection of 5', '95 04 a163 80 80 a13f', { ...EMPTY_OPEN, queryString: '?' }],
    [
      'a group broadcast of 6, whose sixth says nothing',
      '96 0d a167 90 80 80 01',
      { type: Type.groupBroadcastData, groupName: 'g', payloads: new Map() },
    ],
    [
      'a check without extensions',
      '93 17 a167 01',
      { type: Type.checkGroupExistenceWithAck, groupName: 'g', ackId: 1 },
    ],
    [
      'an ack whose payload is nil',
      '96 14 01 01 a0 80 c0',
      { type: Type.ack, ackId: 1, status: 1 },
    ],
    [
      'a resumption without extensions',
      '92 26 a163',
      { type: Type.connectionReconnect, connectionId: 'c' },
    ],
    [
      'a flow control without extensions',
      '94 27 a163 01 03',
      { type: Type.connectionFlowControl, connectionId: 'c', connectionType: 1, operation: 3 },
    ],
  ])('[AP-13] %s is read', (_, hex, message) => {
    expect(decodeOne(protocol, framedHex(hex))).toStrictEqual(message);
  });

  test.each<[string, string, ServiceMessage]>([
    ['one item more', '94 26 a163 80 c3', { type: Type.connectionReconnect, connectionId: 'c' }],
    [
      'items of no known format',
      '95 26 a163 80 c1 c1',
      { type: Type.connectionReconnect, connectionId: 'c' },
    ],
    ['an error with an extension', '93 0f a165 80', { type: Type.serviceError, errorMessage: 'e' }],
    [
      'a longer query',
      '97 28 80 a167 01 c0 c0 64',
      { type: Type.groupMemberQuery, groupName: 'g', ackId: 1 },
    ],
  ])('[AP-14] %s is passed over', (_, hex, message) => {
    expect(decodeOne(protocol, framedHex(hex))).toStrictEqual(message);
  });

  test('[AP-15] bytes behind the array, in its frame, are passed over', () => {
    const input = concatenated([framedHex('91 03 c1 ff 00'), framedHex('92 26 a163 dd')]);
    expect(decodeAll(protocol, input)).toEqual([
      { type: Type.ping, values: [] },
      { type: Type.connectionReconnect, connectionId: 'c' },
    ]);
  });

  test('[AP-17] a handshake has a seventh item only to allow stateful reconnects', () => {
    expect(bodyHexOf(protocol, HANDSHAKE)).toBe('96010100a00080');
    expect(bodyHexOf(protocol, { ...HANDSHAKE, allowStatefulReconnects: false })).toBe(
      '96010100a00080',
    );
    expect(bodyHexOf(protocol, { ...HANDSHAKE, allowStatefulReconnects: true })).toBe(
      '97010100a00080c3',
    );
  });

  test('[AP-18] an ack has a sixth item only for a payload, were it empty', () => {
    const ack = { type: Type.ack, ackId: 1, status: 1 } as const;
    expect(bodyHexOf(protocol, ack)).toBe('95140101a080');
    expect(bodyHexOf(protocol, { ...ack, payload: new Uint8Array(0) })).toBe('96140101a080c400');
  });

  test('[AP-19] a ping has as many items as it has strings, and no extensions', () => {
    expect(bodyHexOf(protocol, { type: Type.ping, values: [] })).toBe('9103');
    expect(bodyHexOf(protocol, { type: Type.ping, values: ['k'] })).toBe('9203a16b');
    expect(decodeOne(protocol, framedHex('93 03 a16b c0'))).toEqual({
      type: Type.ping,
      values: ['k', ''],
    });
  });
});
