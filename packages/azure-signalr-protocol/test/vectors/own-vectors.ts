/**
 * Messages and their bodies, written by hand from the specification: one at least of every type, and the forms that
 * Microsoft's vectors do not show.
 */

import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';

export interface OwnVector {
  readonly name: string;
  readonly message: ServiceMessage;
  /** The body, without its length. */
  readonly hex: string;
}

const ROLE = 'role';
const PAYLOADS = new Map([['json', new Uint8Array([0x7b, 0x7d, 0x1e])]]);
const PAYLOADS_HEX = '81 a46a736f6e c403 7b7d1e';

export const OWN_VECTORS: readonly OwnVector[] = [
  {
    name: 'a handshake with six items',
    message: { type: Type.handshakeRequest, version: 1, connectionType: 2, migrationLevel: 2 },
    hex: '96 01 01 02 a0 02 80',
  },
  {
    name: 'a handshake that allows stateful reconnects',
    message: {
      type: Type.handshakeRequest,
      version: 1,
      connectionType: 1,
      target: 'i',
      migrationLevel: 1,
      allowStatefulReconnects: true,
    },
    hex: '97 01 01 01 a169 01 80 c3',
  },
  {
    name: 'a handshake accepted',
    message: { type: Type.handshakeResponse, connectionId: 's' },
    hex: '94 02 a0 80 a173',
  },
  { name: 'a sign of life', message: { type: Type.ping, values: [] }, hex: '91 03' },
  {
    name: 'a ping with more strings than a short array holds',
    message: { type: Type.ping, values: Array.from({ length: 16 }, () => 'k') },
    hex: `dc0011 03 ${'a16b'.repeat(16)}`,
  },
  {
    name: 'a client with two claims of one type',
    message: {
      type: Type.openConnection,
      connectionId: 'c',
      claims: [
        { type: ROLE, value: 'a' },
        { type: 'sub', value: 'u' },
        { type: ROLE, value: 'b' },
      ],
      headers: new Map([['x-a', ['1', '2']]]),
      queryString: '?a=b',
      protocol: 'json',
    },
    hex: '96 04 a163 83 a4726f6c65 a161 a3737562 a175 a4726f6c65 a162 81 a3782d61 92 a131 a132 a43f613d62 81 03 a46a736f6e',
  },
  {
    name: 'a client that leaves',
    message: { type: Type.closeConnection, connectionId: 'c' },
    hex: '95 05 a163 a0 80 80',
  },
  {
    name: 'a part of a message, traced',
    message: {
      type: Type.connectionData,
      connectionId: 'c',
      payload: new Uint8Array([1]),
      tracingId: 0xfff_ffff_0000_0001n,
      dataMessageType: 2,
      isPartial: true,
    },
    hex: '94 06 a163 c40101 83 01 cf0fffffff00000001 05 02 06 c3',
  },
  {
    name: 'to connections',
    message: { type: Type.multiConnectionData, connectionIds: ['c', 'd'], payloads: PAYLOADS },
    hex: `94 07 92 a163 a164 ${PAYLOADS_HEX} 80`,
  },
  {
    name: 'to a user, filtered',
    message: { type: Type.userData, userId: 'u', payloads: PAYLOADS, filter: 'f' },
    hex: `94 08 a175 ${PAYLOADS_HEX} 81 04 a166`,
  },
  {
    name: 'to users',
    message: { type: Type.multiUserData, userIds: ['u'], payloads: PAYLOADS },
    hex: `94 09 91 a175 ${PAYLOADS_HEX} 80`,
  },
  {
    name: 'to all',
    message: { type: Type.broadcastData, payloads: PAYLOADS },
    hex: `94 0a 90 ${PAYLOADS_HEX} 80`,
  },
  {
    name: 'to nobody, with no payload',
    message: { type: Type.multiConnectionData, connectionIds: [], payloads: new Map() },
    hex: '94 07 90 80 80',
  },
  {
    name: 'a client joins',
    message: { type: Type.joinGroup, connectionId: 'c', groupName: 'g' },
    hex: '94 0b a163 a167 80',
  },
  {
    name: 'a client leaves all groups',
    message: { type: Type.leaveGroup, connectionId: 'c' },
    hex: '94 0c a163 c0 80',
  },
  {
    name: 'to a group, but not to the caller',
    message: {
      type: Type.groupBroadcastData,
      groupName: 'g',
      excludedConnectionIds: ['c'],
      payloads: PAYLOADS,
      excludedUserIds: ['u'],
      callerUserId: 'v',
    },
    hex: `97 0d a167 91 a163 ${PAYLOADS_HEX} 80 91 a175 a176`,
  },
  {
    name: 'to groups',
    message: { type: Type.multiGroupBroadcastData, groupNames: ['g'], payloads: PAYLOADS },
    hex: `94 0e 91 a167 ${PAYLOADS_HEX} 80`,
  },
  {
    name: 'an error of the service',
    message: { type: Type.serviceError, errorMessage: 'full' },
    hex: '92 0f a466756c6c',
  },
  {
    name: 'a user joins with the connections of this moment',
    message: { type: Type.userJoinGroup, userId: 'u', groupName: 'g', ttlSeconds: 0 },
    hex: '94 10 a175 a167 81 02 00',
  },
  {
    name: 'a user leaves',
    message: { type: Type.userLeaveGroup, userId: 'u', groupName: 'g' },
    hex: '94 11 a175 a167 80',
  },
  {
    name: 'a client joins, acknowledged',
    message: { type: Type.joinGroupWithAck, connectionId: 'c', groupName: 'g', ackId: 128 },
    hex: '95 12 a163 a167 cc80 80',
  },
  {
    name: 'a client leaves all groups, acknowledged',
    message: { type: Type.leaveGroupWithAck, connectionId: 'c', ackId: 65_536 },
    hex: '95 13 a163 c0 ce00010000 80',
  },
  {
    name: 'an ack',
    message: { type: Type.ack, ackId: 1, status: 1 },
    hex: '95 14 01 01 a0 80',
  },
  {
    name: 'an ack with a payload',
    message: {
      type: Type.ack,
      ackId: 2,
      status: 2,
      message: 'no',
      payload: new Uint8Array([1, 2]),
    },
    hex: '96 14 02 02 a26e6f 80 c4020102',
  },
  {
    name: 'is the user in the group',
    message: { type: Type.checkUserInGroupWithAck, userId: 'u', groupName: 'g', ackId: 1 },
    hex: '95 15 a175 a167 01 80',
  },
  {
    name: 'a warning without an id',
    message: { type: Type.serviceEvent, objectType: 0, kind: 0 },
    hex: '96 16 00 c0 00 a0 80',
  },
  {
    name: 'has the group members',
    message: { type: Type.checkGroupExistenceWithAck, groupName: 'g', ackId: 1 },
    hex: '94 17 a167 01 80',
  },
  {
    name: 'is the connection there',
    message: { type: Type.checkConnectionExistenceWithAck, connectionId: 'c', ackId: 1 },
    hex: '94 18 a163 01 80',
  },
  {
    name: 'is the user there',
    message: { type: Type.checkUserExistenceWithAck, userId: 'u', ackId: 1 },
    hex: '94 19 a175 01 80',
  },
  {
    name: 'a user joins for a while, acknowledged',
    message: {
      type: Type.userJoinGroupWithAck,
      userId: 'u',
      groupName: 'g',
      ackId: 1,
      ttlSeconds: 300,
    },
    hex: '95 1a a175 a167 01 81 02 cd012c',
  },
  {
    name: 'a user leaves all groups, acknowledged',
    message: { type: Type.userLeaveGroupWithAck, userId: 'u', ackId: 1 },
    hex: '95 1b a175 c0 01 80',
  },
  {
    name: 'a key is asked for',
    message: { type: Type.accessKeyRequest, token: 't' },
    hex: '94 1c a174 c0 80',
  },
  {
    name: 'a key is given',
    message: { type: Type.accessKeyResponse, kid: 'i', accessKey: 'k' },
    hex: '96 1d a169 a16b c0 c0 80',
  },
  {
    name: 'a client is sent away',
    message: { type: Type.closeConnectionWithAck, connectionId: 'c', reason: 'r', ackId: 1 },
    hex: '95 1e a163 a172 01 80',
  },
  {
    name: 'all clients are sent away',
    message: { type: Type.closeConnectionsWithAck, ackId: 1, excludedConnectionIds: ['c'] },
    hex: '95 1f c0 01 91 a163 80',
  },
  {
    name: 'a user is sent away',
    message: { type: Type.closeUserConnectionsWithAck, userId: 'u', ackId: 1 },
    hex: '96 20 a175 c0 01 90 80',
  },
  {
    name: 'a group is sent away',
    message: { type: Type.closeGroupConnectionsWithAck, groupName: 'g', ackId: 1 },
    hex: '96 21 a167 c0 01 90 80',
  },
  {
    name: 'a client is asked',
    message: {
      type: Type.clientInvocation,
      invocationId: '1',
      connectionId: 'c',
      callerServerId: 's',
      payloads: PAYLOADS,
    },
    hex: `96 22 a131 a163 a173 ${PAYLOADS_HEX} 80`,
  },
  {
    name: 'a client answers',
    message: {
      type: Type.clientCompletion,
      invocationId: '1',
      connectionId: 'c',
      callerServerId: 's',
      protocol: 'json',
      payload: new Uint8Array([9]),
      tracingId: 7n,
    },
    hex: '97 23 a131 a163 a173 a46a736f6e c40109 82 01 07 03 a46a736f6e',
  },
  {
    name: 'an answer that the asking server has already',
    message: {
      type: Type.clientCompletion,
      invocationId: '1',
      connectionId: 'c',
      callerServerId: 's',
      payload: new Uint8Array(0),
    },
    hex: '97 23 a131 a163 a173 c0 c400 80',
  },
  {
    name: 'a client does not answer',
    message: {
      type: Type.errorCompletion,
      invocationId: '1',
      connectionId: 'c',
      callerServerId: 's',
      error: 'gone',
    },
    hex: '96 24 a131 a163 a173 a4676f6e65 80',
  },
  {
    name: 'where the client is',
    message: {
      type: Type.serviceMapping,
      invocationId: '1',
      connectionId: 'c',
      instanceId: 'i',
    },
    hex: '95 25 a131 a163 a169 80',
  },
  {
    name: 'a client has resumed',
    message: { type: Type.connectionReconnect, connectionId: 'c' },
    hex: '93 26 a163 80',
  },
  {
    name: 'stop sending to a client',
    message: {
      type: Type.connectionFlowControl,
      connectionId: 'c',
      connectionType: 1,
      operation: 1,
    },
    hex: '95 27 a163 d200000001 d200000001 80',
  },
  {
    name: 'send over other server connections',
    message: {
      type: Type.connectionFlowControl,
      connectionId: 's',
      connectionType: 2,
      operation: 4,
    },
    hex: '95 27 a173 d200000002 d200000004 80',
  },
  {
    name: 'the members of a group',
    message: {
      type: Type.groupMemberQuery,
      groupName: 'g',
      ackId: 1,
      top: 10,
      continuationToken: 't',
      tracingId: 1234n,
    },
    hex: '96 28 81 01 cd04d2 a167 01 0a a174',
  },
  {
    name: 'all members of a group, from the first',
    message: { type: Type.groupMemberQuery, groupName: 'g', ackId: 1 },
    hex: '96 28 80 a167 01 c0 c0',
  },
];
