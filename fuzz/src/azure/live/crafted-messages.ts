/** Messages of the service protocol that are well-formed, and out of place. */

import { ServiceMessageType as Type, ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { damaged } from '../../damage.ts';
import type { Random } from '../../random.ts';
import { framed } from '../codec/inputs.ts';
import { anyArray, anyStructure } from '../codec/structures.ts';

const PROTOCOL = new ServiceProtocol();
/** Of messages that break the protocol, and not only its sense. */
const BREAKING_SHARE = 0.15;
const GROUPS = ['red', 'blue', '', '\u0000all'] as const;
const PINGS: readonly [readonly string[], ...(readonly string[])[]] = [
  ['status', '1'],
  ['servers', '1:a;b'],
  ['servers', ''],
  ['target', 'somewhere'],
  ['offline', 'nowhere'],
  ['offline', ''],
  ['shutdown', 'finack'],
  ['shutdown', 'fin:0'],
  ['echo', 'x'],
  ['clientcount', '-1', 'servercount', 'NaN', 'capacity', '1e9'],
  ['echo'],
];
const PAYLOADS = [
  '{"type":6}\u001e',
  '{}\u001e',
  '{"type":7}\u001e',
  '{"type":1,',
  '\u001e',
  '',
] as const;

/** One frame for either direction; `ids` are clients that are or were there. */
export function craftedFrame(random: Random, ids: readonly string[]): Buffer {
  const message = (): Buffer => Buffer.from(PROTOCOL.encode(craftedMessage(random, ids)));
  return random.chance(BREAKING_SHARE) ? breakingFrame(random, message()) : message();
}

/** Mostly ends the connection. */
function breakingFrame(random: Random, message: Buffer): Buffer {
  switch (random.below(4)) {
    case 0:
      return framed(anyStructure(random, { lieChance: 0.02 }).body);
    case 1:
      return framed(anyArray(random));
    case 2:
      return random.bytes(1 + random.below(40));
    default:
      return damaged(message, random);
  }
}

function craftedMessage(random: Random, ids: readonly string[]): ServiceMessage {
  const connectionId = ids[random.below(ids.length + 1)] ?? 'nobody';
  const groupName = random.pick(GROUPS);
  const payload = Buffer.from(random.pick(PAYLOADS));
  const payloads = new Map([[random.pick(['json', 'messagepack', 'x']), payload]]);
  const ackId = random.below(40) - 3;
  const invocation = { invocationId: `${random.below(9)}`, connectionId, callerServerId: 's' };
  return random.pick<() => ServiceMessage>([
    () => ({ type: Type.ping, values: random.pick(PINGS) }),
    () => ({
      type: Type.handshakeRequest,
      version: random.below(3),
      connectionType: random.below(4),
      migrationLevel: 1,
    }),
    () => ({ type: Type.handshakeResponse, errorMessage: 'no' }),
    () => ({
      type: Type.openConnection,
      connectionId,
      claims: [{ type: 'asrs.s.uid', value: 'u' }],
      headers: new Map([['asrs-migrate-from', ['x']]]),
      queryString: '?a=%zz',
      protocol: random.pick(['json', 'messagepack', 'none']),
    }),
    () => ({
      type: Type.closeConnection,
      connectionId,
      headers: new Map(random.chance(0.5) ? [['asrs-migrate-to', ['x']]] : []),
    }),
    () => ({
      type: Type.connectionData,
      connectionId,
      payload,
      isPartial: random.chance(0.3),
      dataMessageType: random.below(5),
    }),
    () => ({
      type: Type.multiConnectionData,
      connectionIds: [connectionId, connectionId],
      payloads,
    }),
    () => ({ type: Type.userData, userId: 'u', payloads }),
    () => ({ type: Type.broadcastData, excludedConnectionIds: [connectionId], payloads }),
    () => ({ type: Type.joinGroup, connectionId, groupName }),
    () => ({ type: Type.joinGroupWithAck, connectionId, groupName, ackId }),
    () => ({ type: Type.leaveGroupWithAck, connectionId, ackId }),
    () => ({ type: Type.groupBroadcastData, groupName, payloads }),
    () => ({ type: Type.groupMemberQuery, groupName, ackId, top: random.below(4) - 1 }),
    () => ({ type: Type.closeGroupConnectionsWithAck, groupName, ackId }),
    () => ({ type: Type.userJoinGroup, userId: 'u', groupName, ttlSeconds: random.below(3) - 1 }),
    () => ({ type: Type.ack, ackId, status: random.below(6), payload }),
    () => ({ type: Type.clientInvocation, ...invocation, payloads }),
    () => ({ type: Type.clientCompletion, ...invocation, protocol: 'json', payload }),
    () => ({ type: Type.errorCompletion, ...invocation, error: 'no' }),
    () => ({ type: Type.serviceMapping, invocationId: '1', connectionId, instanceId: 'i' }),
    () =>
      random.chance(0.1)
        ? { type: Type.serviceError, errorMessage: 'no more' }
        : { type: Type.ping, values: [] },
    () => ({ type: Type.connectionReconnect, connectionId }),
    () => ({
      type: Type.connectionFlowControl,
      connectionId,
      connectionType: random.below(4),
      operation: random.below(6),
    }),
    () => ({ type: Type.accessKeyRequest, token: 't' }),
    () => ({ type: Type.accessKeyResponse, kid: 'k', accessKey: 'a' }),
  ])();
}
