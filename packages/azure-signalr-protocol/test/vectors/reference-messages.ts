/**
 * The messages that Microsoft's vectors stand for, translated by hand from how its tests make them
 * (`new JoinGroupMessage("conn10", "group1")`), never from the bytes.
 *
 * What a constructor leaves out is absent here: `null` and the empty text are "none" in both. Numbers are the
 * enumerations' (`NotExisted` is 2); an exception's type and text are those of .NET.
 */

import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';
import {
  BROADCAST_PAYLOADS,
  bytes,
  CONNECTION_PAYLOADS,
  GROUPS_PAYLOADS,
  SIX_SEVEN_PAYLOADS,
} from './reference-payloads.ts';

const TRACING_ID = 1234n;
const NAME_IDENTIFIER = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier';

const HANDSHAKE: ServiceMessage = {
  type: Type.handshakeRequest,
  version: 1,
  connectionType: 0,
  migrationLevel: 0,
};
const HANDSHAKE_WITH_TARGET: ServiceMessage = {
  type: Type.handshakeRequest,
  version: 1,
  connectionType: 1,
  target: 'abc',
  migrationLevel: 0,
};
const HANDSHAKE_MIGRATABLE: ServiceMessage = {
  type: Type.handshakeRequest,
  version: 1,
  connectionType: 0,
  migrationLevel: 1,
};
const ACCEPTED: ServiceMessage = { type: Type.handshakeResponse };
const REFUSED: ServiceMessage = {
  type: Type.handshakeResponse,
  errorMessage: 'Version mismatch.',
};

const NOTHING_ELSE = { claims: [], headers: new Map<string, string[]>(), queryString: '' };
const OPEN: ServiceMessage = { type: Type.openConnection, connectionId: 'conn1', ...NOTHING_ELSE };
const OPEN_WITH_CLAIMS: ServiceMessage = {
  type: Type.openConnection,
  connectionId: 'conn2',
  ...NOTHING_ELSE,
  claims: [{ type: NAME_IDENTIFIER, value: 'user1' }],
};
const OPEN_WITH_HEADERS: ServiceMessage = {
  type: Type.openConnection,
  connectionId: 'conn3',
  ...NOTHING_ELSE,
  headers: new Map([
    ['header-key-1', ['header-value-1']],
    ['header-key-2', ['heaer-value-2a', 'header-value-2b']],
    ['header-key-3', ['heaer-value-3a', 'header-value-3b', 'header-value-3c']],
  ]),
};
const OPEN_WITH_ONE_QUERY: ServiceMessage = {
  type: Type.openConnection,
  connectionId: 'conn4',
  ...NOTHING_ELSE,
  queryString: 'query1=value1',
};
const OPEN_WITH_QUERIES: ServiceMessage = {
  type: Type.openConnection,
  connectionId: 'conn4',
  ...NOTHING_ELSE,
  queryString: 'query1=value1&query2=query2&query3=value3',
};
const CLOSE: ServiceMessage = { type: Type.closeConnection, connectionId: 'conn3' };
const CLOSE_WITH_ERROR: ServiceMessage = {
  type: Type.closeConnection,
  connectionId: 'conn4',
  errorMessage: 'Error message.',
};

const DATA = {
  type: Type.connectionData,
  connectionId: 'conn5',
  payload: bytes(1, 2, 3, 4, 5, 6, 7),
} as const;
const MULTI_DATA = {
  type: Type.multiConnectionData,
  connectionIds: ['conn6', 'conn7'],
  payloads: CONNECTION_PAYLOADS,
} as const;
const USER_DATA = { type: Type.userData, userId: 'user1', payloads: SIX_SEVEN_PAYLOADS } as const;
const MULTI_USER_DATA = {
  type: Type.multiUserData,
  userIds: ['user1', 'user2'],
  payloads: SIX_SEVEN_PAYLOADS,
} as const;
const BROADCAST = { type: Type.broadcastData, payloads: BROADCAST_PAYLOADS } as const;
const BROADCAST_EXCEPT: ServiceMessage = {
  type: Type.broadcastData,
  excludedConnectionIds: ['conn7', 'conn8', 'conn9'],
  payloads: SIX_SEVEN_PAYLOADS,
};
const JOIN = { type: Type.joinGroup, connectionId: 'conn10', groupName: 'group1' } as const;
const LEAVE = { type: Type.leaveGroup, connectionId: 'conn11', groupName: 'group2' } as const;
const USER_JOIN = { type: Type.userJoinGroup, userId: 'conn10', groupName: 'group1' } as const;
const USER_LEAVE = { type: Type.userLeaveGroup, userId: 'conn11', groupName: 'group2' } as const;
const GROUP = {
  type: Type.groupBroadcastData,
  groupName: 'group3',
  payloads: SIX_SEVEN_PAYLOADS,
} as const;
const GROUP_EXCEPT = { ...GROUP, excludedConnectionIds: ['conn12', 'conn13'] } as const;
const GROUPS = {
  type: Type.multiGroupBroadcastData,
  groupNames: ['group4', 'group5'],
  payloads: GROUPS_PAYLOADS,
} as const;
const JOIN_WITH_ACK = {
  type: Type.joinGroupWithAck,
  connectionId: 'conn14',
  groupName: 'group1',
  ackId: 1,
} as const;
const LEAVE_WITH_ACK = {
  type: Type.leaveGroupWithAck,
  connectionId: 'conn15',
  groupName: 'group2',
  ackId: 1,
} as const;
const ACK: ServiceMessage = { type: Type.ack, ackId: 1, status: 100 };
const ACK_WITH_MESSAGE: ServiceMessage = {
  type: Type.ack,
  ackId: 2,
  status: 101,
  message: 'Joined group successfully',
};

/** By the set and the name of the row. */
export const REFERENCE_MESSAGES: Readonly<Record<string, ServiceMessage>> = {
  'compat/CloseConnection': CLOSE,
  'compat/CloseConnectionWithError': CLOSE_WITH_ERROR,
  'compat/CloseConnectionWithHeaders': {
    type: Type.closeConnection,
    connectionId: 'conn4',
    errorMessage: 'Error message.',
    headers: new Map([['foo', ['bar']]]),
  },
  'compat/HandshakeRequest': HANDSHAKE,
  'compat/HandshakeRequestWithProperty': HANDSHAKE_WITH_TARGET,
  'compat/HandshakeRequest_NoOptionalField': HANDSHAKE,
  'compat/HandshakeRequestWithProperty_NoOptionalField': HANDSHAKE_WITH_TARGET,
  'compat/HandshakeRequestWithMigratableStatus_NoOptionalField': HANDSHAKE_MIGRATABLE,
  'compat/HandshakeResponse_NoOptionalField': ACCEPTED,
  'compat/HandshakeResponse_NoConnectionId': ACCEPTED,
  'compat/HandshakeResponseWithError_NoOptionalField': REFUSED,
  'compat/HandshakeResponseWithError_NoConnectionId': REFUSED,
  'compat/OpenConnection_NoOptionalField': OPEN,
  'compat/OpenConnectionWithClaims_NoOptionalField': OPEN_WITH_CLAIMS,
  'compat/OpenConnectionWithHeaders_NoOptionalField': OPEN_WITH_HEADERS,
  'compat/OpenConnectionWithQueryString1_NoOptionalField': OPEN_WITH_ONE_QUERY,
  'compat/OpenConnectionWithQueryString2_NoOptionalField': OPEN_WITH_QUERIES,
  'compat/CloseConnection_NoOptionalField': CLOSE,
  'compat/CloseConnectionWithError_NoOptionalField': CLOSE_WITH_ERROR,
  'compat/ConnectionData_NoOptionalField': DATA,
  'compat/MultiConnectionData_NoOptionalField': MULTI_DATA,
  'compat/UserData_NoOptionalField': USER_DATA,
  'compat/MultiUserData_NoOptionalField': MULTI_USER_DATA,
  'compat/Broadcast_NoOptionalField': BROADCAST,
  'compat/BroadcastExcept_NoOptionalField': BROADCAST_EXCEPT,
  'compat/JoinGroup_NoOptionalField': JOIN,
  'compat/LeaveGroup_NoOptionalField': LEAVE,
  'compat/UserJoinGroup_NoOptionalField': USER_JOIN,
  'compat/UserLeaveGroup_NoOptionalField': USER_LEAVE,
  'compat/GroupBroadcast_NoOptionalField': GROUP,
  'compat/GroupBroadcastExcept_NoOptionalField': GROUP_EXCEPT,
  'compat/MultiGroupBroadcast_NoOptionalField': GROUPS,
  'compat/JoinGroupWithAck_NoOptionalField': JOIN_WITH_ACK,
  'compat/LeaveGroupWithAck_NoOptionalField': LEAVE_WITH_ACK,
  'compat/Ack_NoOptionalField': ACK,
  'compat/AckWithMessage_NoOptionalField': ACK_WITH_MESSAGE,
  'compat/GroupBroadcastExcept': GROUP_EXCEPT,
  'compat/GroupBroadcast': GROUP,
  'compat/GroupBroadcastWithTracingId': { ...GROUP, tracingId: TRACING_ID },

  'current/HandshakeRequest': HANDSHAKE,
  'current/HandshakeRequestWithProperty': HANDSHAKE_WITH_TARGET,
  'current/HandshakeRequestWithMigratableStatus': HANDSHAKE_MIGRATABLE,
  'current/HandshakeResponse': ACCEPTED,
  'current/HandshakeResponseWithError': REFUSED,
  'current/HandshakeResponseWithConnectionId': {
    type: Type.handshakeResponse,
    connectionId: 'abc',
  },
  'current/AccessKeyRequestMessage': { type: Type.accessKeyRequest, token: 'token' },
  'current/AccessKeyRequestMessageWithKid': {
    type: Type.accessKeyRequest,
    token: 'token',
    kid: 'kid',
  },
  'current/AccessKeyResponseMessage': {
    type: Type.accessKeyResponse,
    kid: 'kid',
    accessKey: 'key',
  },
  // `new ArgumentNullException("token invalid")`: its parameter is called "token invalid".
  'current/AccessKeyResponseMessageWithException': {
    type: Type.accessKeyResponse,
    errorType: 'ArgumentNullException',
    errorMessage: "Value cannot be null. (Parameter 'token invalid')",
  },
  'current/Ping': { type: Type.ping, values: [] },
  'current/Ping+': { type: Type.ping, values: ['a', 'b'] },
  'current/OpenConnection': OPEN,
  'current/OpenConnectionWithTracingId': { ...OPEN, tracingId: 888n },
  'current/OpenConnectionWithClaims': OPEN_WITH_CLAIMS,
  'current/OpenConnectionWithHeaders': OPEN_WITH_HEADERS,
  'current/OpenConnectionWithQueryString1': OPEN_WITH_ONE_QUERY,
  'current/OpenConnectionWithQueryString2': OPEN_WITH_QUERIES,
  'current/OpenConnection_WithProtocol': { ...OPEN, protocol: 'json' },
  'current/CloseConnection': CLOSE,
  'current/CloseConnectionWithError': CLOSE_WITH_ERROR,
  'current/CloseConnectionWithTracingId': {
    type: Type.closeConnection,
    connectionId: 'conn4',
    tracingId: 123n,
  },
  'current/ConnectionData': DATA,
  'current/ConnectionData_WithTypeAndPartial': {
    ...DATA,
    connectionId: 'conn6',
    dataMessageType: 2,
    isPartial: true,
  },
  'current/ConnectionReconnect': { type: Type.connectionReconnect, connectionId: 'conn7' },
  'current/MultiConnectionData': MULTI_DATA,
  'current/UserData': USER_DATA,
  'current/MultiUserData': MULTI_USER_DATA,
  'current/Broadcast': BROADCAST,
  'current/BroadcastExcept': BROADCAST_EXCEPT,
  'current/JoinGroup': JOIN,
  'current/LeaveGroup': LEAVE,
  'current/UserJoinGroup': USER_JOIN,
  'current/UserJoinGroupWithTtl': { ...USER_JOIN, ttlSeconds: 100 },
  'current/UserLeaveGroup': USER_LEAVE,
  'current/GroupBroadcast': GROUP,
  'current/GroupBroadcastExcept': GROUP_EXCEPT,
  'current/GroupBroadcastExceptUser': {
    ...GROUP_EXCEPT,
    excludedUserIds: ['user1', 'user2'],
    callerUserId: 'user3',
  },
  'current/GroupBroadcastWithTracingId': { ...GROUP, tracingId: TRACING_ID },
  'current/MultiGroupBroadcast': GROUPS,
  'current/ServiceError': {
    type: Type.serviceError,
    errorMessage: 'Maximum message count limit reached: 100000',
  },
  'current/JoinGroupWithAck': JOIN_WITH_ACK,
  'current/LeaveGroupWithAck': LEAVE_WITH_ACK,
  'current/Ack': ACK,
  'current/AckWithMessage': ACK_WITH_MESSAGE,
  'current/ConnectionDataWithTracingId': { ...DATA, tracingId: TRACING_ID },
  'current/MultiConnectionDataWithTracingId': { ...MULTI_DATA, tracingId: TRACING_ID },
  'current/UserDataWithTracingId': { ...USER_DATA, tracingId: TRACING_ID },
  'current/MultiUserDataWithTracingId': { ...MULTI_USER_DATA, tracingId: TRACING_ID },
  'current/BroadcastWithTracingId': { ...BROADCAST, tracingId: TRACING_ID },
  'current/JoinGroupWithTracingId': { ...JOIN, tracingId: TRACING_ID },
  'current/LeaveGroupWithTracingId': { ...LEAVE, tracingId: TRACING_ID },
  'current/UserJoinGroupWithTracingId': { ...USER_JOIN, tracingId: TRACING_ID },
  'current/UserLeaveGroupWithTracingId': { ...USER_LEAVE, tracingId: TRACING_ID },
  'current/MultiGroupBroadcastWithTracingId': { ...GROUPS, tracingId: TRACING_ID },
  'current/JoinGroupWithAckWithTracingId': { ...JOIN_WITH_ACK, tracingId: TRACING_ID },
  'current/LeaveGroupWithAckWithTracingId': { ...LEAVE_WITH_ACK, tracingId: TRACING_ID },
  'current/UserJoinGroupWithAckWithTracingId': {
    type: Type.userJoinGroupWithAck,
    userId: 'conn14',
    groupName: 'group1',
    ackId: 1,
    tracingId: TRACING_ID,
    ttlSeconds: 666,
  },
  'current/UserLeaveGroupWithAckWithTracingId': {
    type: Type.userLeaveGroupWithAck,
    userId: 'conn15',
    groupName: 'group2',
    ackId: 1,
    tracingId: TRACING_ID,
  },
  'current/CheckUserInGroupWithAckWithMessage': {
    type: Type.checkUserInGroupWithAck,
    userId: 'user',
    groupName: 'group',
    ackId: 3,
    tracingId: TRACING_ID,
  },
  'current/ServiceWarningMessage': {
    type: Type.serviceEvent,
    objectType: 2,
    id: 'abc',
    kind: 2,
    message: 'User abc is not existed.',
  },
  'current/CheckGroupExistenceWithAckMessage': {
    type: Type.checkGroupExistenceWithAck,
    groupName: 'group',
    ackId: 0,
    tracingId: 3n,
  },
  'current/CheckConnectionExistenceWithAckMessage': {
    type: Type.checkConnectionExistenceWithAck,
    connectionId: 'connId',
    ackId: 1,
    tracingId: 2n,
  },
  'current/CheckUserExistenceWithAckMessage': {
    type: Type.checkUserExistenceWithAck,
    userId: 'uid',
    ackId: 4,
    tracingId: 23n,
  },
  'current/CloseConnectionWithAckMessage': {
    type: Type.closeConnectionWithAck,
    connectionId: 'conn1',
    ackId: 1,
  },
  'current/CloseConnectionWithAckMessage_WithOptional': {
    type: Type.closeConnectionWithAck,
    connectionId: 'conn1',
    ackId: 1,
    reason: 'detail',
    tracingId: 1n,
  },
  'current/CloseConnectionsWithAckMessage': { type: Type.closeConnectionsWithAck, ackId: 1 },
  'current/CloseConnectionsWithAckMessage_WithOptional': {
    type: Type.closeConnectionsWithAck,
    ackId: 1,
    excludedConnectionIds: ['connId'],
    tracingId: 1n,
  },
  'current/CloseUserConnectionsWithAckMessage': {
    type: Type.closeUserConnectionsWithAck,
    userId: 'user1',
    ackId: 1,
  },
  'current/CloseUserConnectionsWithAckMessage_WithOptional': {
    type: Type.closeUserConnectionsWithAck,
    userId: 'conn1',
    ackId: 1,
    reason: 'detail',
    tracingId: 1n,
  },
  'current/CloseGroupConnectionsWithAckMessage': {
    type: Type.closeGroupConnectionsWithAck,
    groupName: 'group1',
    ackId: 1,
  },
  'current/CloseGroupConnectionsWithAckMessage_WithOptional': {
    type: Type.closeGroupConnectionsWithAck,
    groupName: 'group1',
    ackId: 1,
    reason: 'detail',
    tracingId: 1n,
  },
  'current/ClientInvocationMessage': {
    type: Type.clientInvocation,
    invocationId: 'invocationId',
    connectionId: 'conn1',
    callerServerId: 'server1',
    payloads: CONNECTION_PAYLOADS,
  },
  'current/ClientCompletionMessage': {
    type: Type.clientCompletion,
    invocationId: 'invocationId',
    connectionId: 'conn1',
    callerServerId: 'server1',
    protocol: 'json',
    payload: bytes(2, 3, 4, 5, 6, 7, 1),
  },
  'current/ErrorCompletionMessage': {
    type: Type.errorCompletion,
    invocationId: 'invocationId',
    connectionId: 'conn1',
    callerServerId: 'server1',
    error: 'invocation failed.',
  },
  'current/ServiceMappingMessage': {
    type: Type.serviceMapping,
    invocationId: 'invocationId',
    connectionId: 'conn1',
    instanceId: 'instance1',
  },
};
