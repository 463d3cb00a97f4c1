/** Everything that Azure SignalR Service and its app servers say to each other. */

import type {
  AckMessage,
  CheckConnectionExistenceWithAckMessage,
  CheckGroupExistenceWithAckMessage,
  CheckUserExistenceWithAckMessage,
  CheckUserInGroupWithAckMessage,
  GroupMemberQueryMessage,
} from './messages/acks.ts';
import type {
  CloseConnectionsWithAckMessage,
  CloseConnectionWithAckMessage,
  CloseGroupConnectionsWithAckMessage,
  CloseUserConnectionsWithAckMessage,
} from './messages/closings.ts';
import type {
  CloseConnectionMessage,
  ConnectionDataMessage,
  ConnectionFlowControlMessage,
  ConnectionReconnectMessage,
  OpenConnectionMessage,
} from './messages/connections.ts';
import type {
  AccessKeyRequestMessage,
  AccessKeyResponseMessage,
  HandshakeRequestMessage,
  HandshakeResponseMessage,
  PingMessage,
  ServiceErrorMessage,
  ServiceEventMessage,
} from './messages/control.ts';
import type {
  BroadcastDataMessage,
  GroupBroadcastDataMessage,
  MultiConnectionDataMessage,
  MultiGroupBroadcastDataMessage,
  MultiUserDataMessage,
  UserDataMessage,
} from './messages/data.ts';
import type {
  JoinGroupMessage,
  JoinGroupWithAckMessage,
  LeaveGroupMessage,
  LeaveGroupWithAckMessage,
  UserJoinGroupMessage,
  UserJoinGroupWithAckMessage,
  UserLeaveGroupMessage,
  UserLeaveGroupWithAckMessage,
} from './messages/groups.ts';
import type {
  ClientCompletionMessage,
  ClientInvocationMessage,
  ErrorCompletionMessage,
  ServiceMappingMessage,
} from './messages/invocations.ts';

/** A message that is answered with an `AckMessage` of its `ackId`. */
export type AckableMessage =
  | CheckConnectionExistenceWithAckMessage
  | CheckGroupExistenceWithAckMessage
  | CheckUserExistenceWithAckMessage
  | CheckUserInGroupWithAckMessage
  | CloseConnectionsWithAckMessage
  | CloseConnectionWithAckMessage
  | CloseGroupConnectionsWithAckMessage
  | CloseUserConnectionsWithAckMessage
  | GroupMemberQueryMessage
  | JoinGroupWithAckMessage
  | LeaveGroupWithAckMessage
  | UserJoinGroupWithAckMessage
  | UserLeaveGroupWithAckMessage;

/** A message to several clients, a payload for each hub protocol. */
export type MulticastMessage =
  | BroadcastDataMessage
  | GroupBroadcastDataMessage
  | MultiConnectionDataMessage
  | MultiGroupBroadcastDataMessage
  | MultiUserDataMessage
  | UserDataMessage;

export type ServiceMessage =
  | AccessKeyRequestMessage
  | AccessKeyResponseMessage
  | AckableMessage
  | AckMessage
  | ClientCompletionMessage
  | ClientInvocationMessage
  | CloseConnectionMessage
  | ConnectionDataMessage
  | ConnectionFlowControlMessage
  | ConnectionReconnectMessage
  | ErrorCompletionMessage
  | HandshakeRequestMessage
  | HandshakeResponseMessage
  | JoinGroupMessage
  | LeaveGroupMessage
  | MulticastMessage
  | OpenConnectionMessage
  | PingMessage
  | ServiceErrorMessage
  | ServiceEventMessage
  | ServiceMappingMessage
  | UserJoinGroupMessage
  | UserLeaveGroupMessage;
