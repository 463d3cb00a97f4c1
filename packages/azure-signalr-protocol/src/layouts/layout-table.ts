/**
 * The layouts of all messages, which is the specification of the protocol in one table.
 *
 * Fewer items than a layout has come from older peers, more from newer ones. The order of the items, and
 * which extensions a message may carry, are those of Microsoft's SDK.
 * Rules: docs/spec/azure-service-protocol.md, AP-10 to AP-19.
 */

import { ServiceMessageType } from '../service-message-type.ts';
import {
  BYTES,
  BYTES_OR_NIL,
  CLAIMS,
  FLAG,
  HEADERS,
  HEADERS_OR_NONE,
  INTEGER,
  INTEGER_OR_NIL,
  LENIENT_TEXT,
  PAYLOADS,
  TEXT,
  TEXT_OR_EMPTY,
  TEXT_OR_NIL,
  TEXTS,
  TEXTS_OR_NONE,
  WIDE_INTEGER,
} from './field-kind.ts';
import { EXTENSION_MAP, type LayoutTable } from './layout.ts';

const CONNECTION = ['connectionId', TEXT] as const;
const USER = ['userId', TEXT] as const;
const GROUP = ['groupName', TEXT] as const;
const GROUP_OR_ALL = ['groupName', TEXT_OR_NIL] as const;
const ACK = ['ackId', INTEGER] as const;
const REASON = ['reason', TEXT_OR_NIL] as const;
const EXCLUDED = ['excludedConnectionIds', TEXTS_OR_NONE] as const;
const ALL_PAYLOADS = ['payloads', PAYLOADS] as const;
const INVOCATION = ['invocationId', TEXT] as const;
const CALLER = ['callerServerId', TEXT] as const;

const TRACED = ['tracingId'] as const;
const MULTICAST = ['tracingId', 'filter'] as const;
const KEPT = ['tracingId', 'ttlSeconds'] as const;

export const LAYOUTS: LayoutTable = {
  [ServiceMessageType.handshakeRequest]: {
    items: [
      ['version', INTEGER],
      ['connectionType', INTEGER, { sinceItems: 4, ifMissing: 0 }],
      ['target', TEXT_OR_EMPTY],
      ['migrationLevel', INTEGER, { ifMissing: 0 }],
      EXTENSION_MAP,
      ['allowStatefulReconnects', FLAG, { isLeftOut: true }],
    ],
    leastItems: 2,
  },
  [ServiceMessageType.handshakeResponse]: {
    items: [['errorMessage', TEXT_OR_EMPTY], EXTENSION_MAP, ['connectionId', TEXT_OR_NIL]],
    leastItems: 2,
  },
  [ServiceMessageType.ping]: { items: [], leastItems: 1, rest: 'values' },

  [ServiceMessageType.openConnection]: {
    items: [
      CONNECTION,
      ['claims', CLAIMS],
      ['headers', HEADERS, { sinceItems: 5, ifMissing: new Map() }],
      ['queryString', LENIENT_TEXT, { ifMissing: '' }],
      EXTENSION_MAP,
    ],
    leastItems: 3,
    extensions: ['tracingId', 'protocol'],
  },
  [ServiceMessageType.closeConnection]: {
    items: [
      CONNECTION,
      ['errorMessage', TEXT_OR_EMPTY],
      ['headers', HEADERS_OR_NONE],
      EXTENSION_MAP,
    ],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.connectionData]: {
    items: [CONNECTION, ['payload', BYTES], EXTENSION_MAP],
    leastItems: 3,
    extensions: ['tracingId', 'dataMessageType', 'isPartial'],
  },

  [ServiceMessageType.multiConnectionData]: {
    items: [['connectionIds', TEXTS], ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 3,
    extensions: MULTICAST,
  },
  [ServiceMessageType.userData]: {
    items: [USER, ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 3,
    extensions: MULTICAST,
  },
  [ServiceMessageType.multiUserData]: {
    items: [['userIds', TEXTS], ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 3,
    extensions: MULTICAST,
  },
  [ServiceMessageType.broadcastData]: {
    items: [EXCLUDED, ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 3,
    extensions: MULTICAST,
  },
  [ServiceMessageType.joinGroup]: {
    items: [CONNECTION, GROUP, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.leaveGroup]: {
    items: [CONNECTION, GROUP_OR_ALL, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.groupBroadcastData]: {
    items: [
      GROUP,
      EXCLUDED,
      ALL_PAYLOADS,
      EXTENSION_MAP,
      ['excludedUserIds', TEXTS_OR_NONE, { sinceItems: 7 }],
      ['callerUserId', TEXT_OR_NIL],
    ],
    leastItems: 4,
    extensions: MULTICAST,
  },
  [ServiceMessageType.multiGroupBroadcastData]: {
    items: [['groupNames', TEXTS], ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 3,
    extensions: MULTICAST,
  },
  [ServiceMessageType.serviceError]: { items: [['errorMessage', LENIENT_TEXT]], leastItems: 2 },

  [ServiceMessageType.userJoinGroup]: {
    items: [USER, GROUP, EXTENSION_MAP],
    leastItems: 3,
    extensions: KEPT,
  },
  [ServiceMessageType.userLeaveGroup]: {
    items: [USER, GROUP_OR_ALL, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.joinGroupWithAck]: {
    items: [CONNECTION, GROUP, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },
  [ServiceMessageType.leaveGroupWithAck]: {
    items: [CONNECTION, GROUP_OR_ALL, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },
  [ServiceMessageType.ack]: {
    items: [
      ACK,
      ['status', INTEGER],
      ['message', TEXT_OR_EMPTY],
      EXTENSION_MAP,
      ['payload', BYTES_OR_NIL, { isLeftOut: true }],
    ],
    leastItems: 4,
  },

  [ServiceMessageType.checkUserInGroupWithAck]: {
    items: [USER, GROUP, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },
  [ServiceMessageType.serviceEvent]: {
    items: [
      ['objectType', INTEGER],
      ['id', TEXT_OR_NIL],
      ['kind', INTEGER],
      ['message', TEXT_OR_EMPTY],
      EXTENSION_MAP,
    ],
    leastItems: 5,
  },
  [ServiceMessageType.checkGroupExistenceWithAck]: {
    items: [GROUP, ACK, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.checkConnectionExistenceWithAck]: {
    items: [CONNECTION, ACK, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.checkUserExistenceWithAck]: {
    items: [USER, ACK, EXTENSION_MAP],
    leastItems: 3,
    extensions: TRACED,
  },
  [ServiceMessageType.userJoinGroupWithAck]: {
    items: [USER, GROUP, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: KEPT,
  },
  [ServiceMessageType.userLeaveGroupWithAck]: {
    items: [USER, GROUP_OR_ALL, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },

  [ServiceMessageType.accessKeyRequest]: {
    items: [['token', TEXT_OR_NIL], ['kid', TEXT_OR_NIL], EXTENSION_MAP],
    leastItems: 3,
  },
  [ServiceMessageType.accessKeyResponse]: {
    items: [
      ['kid', TEXT_OR_NIL],
      ['accessKey', TEXT_OR_NIL],
      ['errorType', TEXT_OR_NIL],
      ['errorMessage', TEXT_OR_NIL],
      EXTENSION_MAP,
    ],
    leastItems: 5,
  },

  [ServiceMessageType.closeConnectionWithAck]: {
    items: [CONNECTION, REASON, ACK, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },
  [ServiceMessageType.closeConnectionsWithAck]: {
    items: [REASON, ACK, EXCLUDED, EXTENSION_MAP],
    leastItems: 4,
    extensions: TRACED,
  },
  [ServiceMessageType.closeUserConnectionsWithAck]: {
    items: [USER, REASON, ACK, EXCLUDED, EXTENSION_MAP],
    leastItems: 5,
    extensions: TRACED,
  },
  [ServiceMessageType.closeGroupConnectionsWithAck]: {
    items: [GROUP, REASON, ACK, EXCLUDED, EXTENSION_MAP],
    leastItems: 5,
    extensions: TRACED,
  },

  [ServiceMessageType.clientInvocation]: {
    items: [INVOCATION, CONNECTION, CALLER, ALL_PAYLOADS, EXTENSION_MAP],
    leastItems: 5,
    extensions: TRACED,
  },
  [ServiceMessageType.clientCompletion]: {
    items: [
      INVOCATION,
      CONNECTION,
      CALLER,
      ['protocol', TEXT_OR_NIL],
      ['payload', BYTES],
      EXTENSION_MAP,
    ],
    leastItems: 6,
    extensions: ['tracingId', 'protocol'],
  },
  [ServiceMessageType.errorCompletion]: {
    items: [INVOCATION, CONNECTION, CALLER, ['error', LENIENT_TEXT], EXTENSION_MAP],
    leastItems: 5,
    extensions: TRACED,
  },
  [ServiceMessageType.serviceMapping]: {
    items: [INVOCATION, CONNECTION, ['instanceId', TEXT], EXTENSION_MAP],
    leastItems: 4,
  },

  [ServiceMessageType.connectionReconnect]: { items: [CONNECTION, EXTENSION_MAP], leastItems: 2 },
  [ServiceMessageType.connectionFlowControl]: {
    items: [
      CONNECTION,
      ['connectionType', WIDE_INTEGER],
      ['operation', WIDE_INTEGER],
      EXTENSION_MAP,
    ],
    leastItems: 4,
  },
  [ServiceMessageType.groupMemberQuery]: {
    items: [EXTENSION_MAP, GROUP, ACK, ['top', INTEGER_OR_NIL], ['continuationToken', TEXT_OR_NIL]],
    leastItems: 6,
    extensions: TRACED,
  },
};
