/**
 * What a reader sees that is not ours, and what it ought to see.
 *
 * The second is written out here, type by type, so that it rests on no table of the code under test.
 */

import { Decoder } from '@msgpack/msgpack';
import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';

const DECODER = new Decoder({ useBigInt64: true });

/** The arrays in a buffer of whole messages. */
export function shapesIn(bytes: Uint8Array): readonly unknown[] {
  const shapes: unknown[] = [];
  for (let position = 0; position < bytes.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        break;
      }
    }
    shapes.push(DECODER.decode(bytes.subarray(position, position + length)));
    position += length;
  }
  return shapes;
}

/** The array that a message is. Of claims with one type the last remains: the reader knows no lists of entries. */
export function shapeOf(message: ServiceMessage): readonly unknown[] {
  const ext = extensionsOf(message);
  switch (message.type) {
    case Type.handshakeRequest: {
      const { type, version, connectionType, target = '', migrationLevel } = message;
      const tail = message.allowStatefulReconnects === true ? [true] : [];
      return [type, version, connectionType, target, migrationLevel, ext, ...tail];
    }
    case Type.handshakeResponse:
      return [message.type, message.errorMessage ?? '', ext, message.connectionId ?? null];
    case Type.ping:
      return [message.type, ...message.values];
    case Type.openConnection: {
      const claims = Object.fromEntries(message.claims.map(({ type, value }) => [type, value]));
      const { type, connectionId, headers, queryString } = message;
      return [type, connectionId, claims, Object.fromEntries(headers), queryString, ext];
    }
    case Type.closeConnection: {
      const headers = Object.fromEntries(message.headers ?? []);
      return [message.type, message.connectionId, message.errorMessage ?? '', headers, ext];
    }
    case Type.connectionData:
      return [message.type, message.connectionId, message.payload, ext];
    case Type.multiConnectionData:
      return [message.type, message.connectionIds, Object.fromEntries(message.payloads), ext];
    case Type.userData:
      return [message.type, message.userId, Object.fromEntries(message.payloads), ext];
    case Type.multiUserData:
      return [message.type, message.userIds, Object.fromEntries(message.payloads), ext];
    case Type.broadcastData: {
      const excluded = message.excludedConnectionIds ?? [];
      return [message.type, excluded, Object.fromEntries(message.payloads), ext];
    }
    case Type.groupBroadcastData: {
      const { type, groupName, excludedConnectionIds = [], excludedUserIds = [] } = message;
      const payloads = Object.fromEntries(message.payloads);
      const caller = message.callerUserId ?? null;
      return [type, groupName, excludedConnectionIds, payloads, ext, excludedUserIds, caller];
    }
    case Type.multiGroupBroadcastData:
      return [message.type, message.groupNames, Object.fromEntries(message.payloads), ext];
    case Type.serviceError:
      return [message.type, message.errorMessage];
    case Type.joinGroup:
    case Type.leaveGroup:
      return [message.type, message.connectionId, message.groupName ?? null, ext];
    case Type.userJoinGroup:
    case Type.userLeaveGroup:
      return [message.type, message.userId, message.groupName ?? null, ext];
    case Type.joinGroupWithAck:
    case Type.leaveGroupWithAck:
      return [message.type, message.connectionId, message.groupName ?? null, message.ackId, ext];
    case Type.userJoinGroupWithAck:
    case Type.userLeaveGroupWithAck:
    case Type.checkUserInGroupWithAck:
      return [message.type, message.userId, message.groupName ?? null, message.ackId, ext];
    case Type.ack: {
      const { type, ackId, status, message: text = '', payload } = message;
      return [type, ackId, status, text, ext, ...(payload === undefined ? [] : [payload])];
    }
    case Type.serviceEvent: {
      const { type, objectType, id = null, kind, message: text = '' } = message;
      return [type, objectType, id, kind, text, ext];
    }
    case Type.checkGroupExistenceWithAck:
      return [message.type, message.groupName, message.ackId, ext];
    case Type.checkConnectionExistenceWithAck:
      return [message.type, message.connectionId, message.ackId, ext];
    case Type.checkUserExistenceWithAck:
      return [message.type, message.userId, message.ackId, ext];
    case Type.accessKeyRequest:
      return [message.type, message.token ?? null, message.kid ?? null, ext];
    case Type.accessKeyResponse: {
      const { type, kid = null, accessKey = null, errorType = null, errorMessage = null } = message;
      return [type, kid, accessKey, errorType, errorMessage, ext];
    }
    case Type.closeConnectionWithAck:
      return [message.type, message.connectionId, message.reason ?? null, message.ackId, ext];
    case Type.closeConnectionsWithAck: {
      const { type, reason = null, ackId, excludedConnectionIds = [] } = message;
      return [type, reason, ackId, excludedConnectionIds, ext];
    }
    case Type.closeUserConnectionsWithAck: {
      const { type, userId, reason = null, ackId, excludedConnectionIds = [] } = message;
      return [type, userId, reason, ackId, excludedConnectionIds, ext];
    }
    case Type.closeGroupConnectionsWithAck: {
      const { type, groupName, reason = null, ackId, excludedConnectionIds = [] } = message;
      return [type, groupName, reason, ackId, excludedConnectionIds, ext];
    }
    case Type.clientInvocation: {
      const { type, invocationId, connectionId, callerServerId, payloads } = message;
      return [type, invocationId, connectionId, callerServerId, Object.fromEntries(payloads), ext];
    }
    case Type.clientCompletion: {
      const { type, invocationId, connectionId, callerServerId, protocol = null } = message;
      return [type, invocationId, connectionId, callerServerId, protocol, message.payload, ext];
    }
    case Type.errorCompletion: {
      const { type, invocationId, connectionId, callerServerId, error } = message;
      return [type, invocationId, connectionId, callerServerId, error, ext];
    }
    case Type.serviceMapping: {
      const { type, invocationId, connectionId, instanceId } = message;
      return [type, invocationId, connectionId, instanceId, ext];
    }
    case Type.connectionReconnect:
      return [message.type, message.connectionId, ext];
    case Type.connectionFlowControl: {
      const { type, connectionId, connectionType, operation } = message;
      return [type, connectionId, connectionType, operation, ext];
    }
    case Type.groupMemberQuery: {
      const { type, groupName, ackId, top = null, continuationToken = null } = message;
      return [type, ext, groupName, ackId, top, continuationToken];
    }
  }
}

/** By the extensions' numbers, whichever the message has. */
function extensionsOf(message: ServiceMessage): Readonly<Record<number, unknown>> {
  const values = message as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    [
      [1, asReaderHasIt(message)] as const,
      [2, values['ttlSeconds']] as const,
      [3, values['protocol']] as const,
      [4, values['filter']] as const,
      [5, values['dataMessageType']] as const,
      [6, values['isPartial']] as const,
    ].filter(([, value]) => value !== undefined),
  );
}

/** A bigint only where eight bytes are written. */
function asReaderHasIt(message: ServiceMessage): bigint | number | undefined {
  if (!('tracingId' in message) || message.tracingId === undefined) {
    return undefined;
  }
  return message.tracingId > 0xffff_ffffn ? message.tracingId : Number(message.tracingId);
}
