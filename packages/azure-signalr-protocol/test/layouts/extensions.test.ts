/** The extension map. */

import { describe, expect, test } from 'vitest';
import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';
import { ServiceProtocol } from '../../src/service-protocol.ts';
import { bodyHexOf, decodeOne, framedHex } from '../support/bytes.ts';

const protocol = new ServiceProtocol();

describe('extensions', () => {
  test('[AP-40] they are written in the order of their numbers, and as an empty map when there are none', () => {
    const data = {
      type: Type.connectionData,
      connectionId: 'c',
      payload: new Uint8Array(0),
    } as const;
    expect(bodyHexOf(protocol, data)).toBe('9406a163c40080');
    expect(
      bodyHexOf(protocol, { isPartial: true, dataMessageType: 1, tracingId: 5n, ...data }),
    ).toBe('9406a163c400830105050106c3');
  });

  test('[AP-40] they are read in any order, and the last of a repeated one wins', () => {
    const message = decodeOne(protocol, framedHex('94 06 a163 c400 84 06 c3 01 05 05 01 01 06'));
    expect(message).toMatchObject({ isPartial: true, tracingId: 6n, dataMessageType: 1 });
  });

  test('[AP-40] the last of a repeated one wins also when it says that there is none', () => {
    const data = decodeOne(protocol, framedHex('94 06 a163 c400 84 06 c3 05 05 05 00 06 c2'));
    expect(data).toEqual({
      type: Type.connectionData,
      connectionId: 'c',
      payload: new Uint8Array(0),
    });
    const broadcast = decodeOne(protocol, framedHex('94 0a 90 80 82 04 a166 04 c0'));
    expect(broadcast).toEqual({ type: Type.broadcastData, payloads: new Map() });
  });

  test('[AP-41] one that a message may not carry is never written', () => {
    // What types forbid, and a caller may do all the same.
    const more = { tracingId: 1n, ttlSeconds: 2, protocol: 'p', filter: 'f', isPartial: true };
    const without: readonly ServiceMessage[] = [
      { type: Type.ping, values: [] },
      { type: Type.serviceError, errorMessage: 'e' },
      { type: Type.ack, ackId: 1, status: 1 },
      { type: Type.connectionReconnect, connectionId: 'c' },
      { type: Type.serviceMapping, invocationId: '1', connectionId: 'c', instanceId: 'i' },
      { type: Type.connectionFlowControl, connectionId: 'c', connectionType: 1, operation: 1 },
      { type: Type.handshakeResponse },
    ];
    for (const message of without) {
      expect(bodyHexOf(protocol, { ...message, ...more } as ServiceMessage)).toBe(
        bodyHexOf(protocol, message),
      );
    }
    const join: ServiceMessage = { type: Type.joinGroup, connectionId: 'c', groupName: 'g' };
    expect(bodyHexOf(protocol, { ...join, ...more } as ServiceMessage)).toBe('940ba163a167810101');
  });

  test('[AP-42] unknown ones, and those the message may not carry, are passed over', () => {
    const unknown = '63 93 c3 81 a161 c0 c40102';
    const join = framedHex(`94 0b a163 a167 84 ${unknown} 02 05 01 07 ccc8 a16b`);
    expect(decodeOne(protocol, join)).toStrictEqual({
      type: Type.joinGroup,
      connectionId: 'c',
      groupName: 'g',
      tracingId: 7n,
    });
  });

  test('[AP-43] a message that is not partial and of no known kind says neither', () => {
    const data = {
      type: Type.connectionData,
      connectionId: 'c',
      payload: new Uint8Array(0),
    } as const;
    expect(bodyHexOf(protocol, { ...data, isPartial: false, dataMessageType: 0 })).toBe(
      '9406a163c40080',
    );
    expect(decodeOne(protocol, framedHex('94 06 a163 c400 82 05 00 06 c2'))).toStrictEqual(data);
  });

  test('[AP-43] a time to live of 0 is said', () => {
    const join = { type: Type.userJoinGroup, userId: 'u', groupName: 'g' } as const;
    expect(bodyHexOf(protocol, { ...join, ttlSeconds: 0 })).toBe('9410a175a167810200');
    expect(decodeOne(protocol, framedHex('94 10 a175 a167 81 02 00'))).toStrictEqual({
      ...join,
      ttlSeconds: 0,
    });
  });

  test('[AP-44] the protocol of a completion is taken from either place, the extension first', () => {
    const item = framedHex('97 23 a131 a163 a173 a16a c400 80');
    const extension = framedHex('97 23 a131 a163 a173 c0 c400 81 03 a16d');
    const both = framedHex('97 23 a131 a163 a173 a16a c400 81 03 a16d');
    expect(decodeOne(protocol, item)).toMatchObject({ protocol: 'j' });
    expect(decodeOne(protocol, extension)).toMatchObject({ protocol: 'm' });
    expect(decodeOne(protocol, both)).toMatchObject({ protocol: 'm' });
  });
});
