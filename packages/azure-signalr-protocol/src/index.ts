export type { ServiceConsequence, ServiceProtocolErrorCode } from './errors.ts';
export { ServiceProtocolError } from './errors.ts';
export type { GroupMember, GroupMemberPage } from './group-member-page.ts';
export { decodeGroupMemberPage, encodeGroupMemberPage } from './group-member-page.ts';
export type {
  AckMessage,
  CheckConnectionExistenceWithAckMessage,
  CheckGroupExistenceWithAckMessage,
  CheckUserExistenceWithAckMessage,
  CheckUserInGroupWithAckMessage,
  GroupMemberQueryMessage,
} from './messages/acks.ts';
export { AckStatus } from './messages/acks.ts';
export type {
  CloseConnectionsWithAckMessage,
  CloseConnectionWithAckMessage,
  CloseGroupConnectionsWithAckMessage,
  CloseUserConnectionsWithAckMessage,
} from './messages/closings.ts';
export type {
  Claim,
  CloseConnectionMessage,
  ConnectionDataMessage,
  ConnectionFlowControlMessage,
  ConnectionReconnectMessage,
  HeaderMap,
  OpenConnectionMessage,
} from './messages/connections.ts';
export {
  DataMessageType,
  FlowControlConnectionType,
  FlowControlOperation,
} from './messages/connections.ts';
export type {
  AccessKeyRequestMessage,
  AccessKeyResponseMessage,
  HandshakeRequestMessage,
  HandshakeResponseMessage,
  PingMessage,
  ServiceErrorMessage,
  ServiceEventMessage,
} from './messages/control.ts';
export {
  MigrationLevel,
  ServerConnectionType,
  ServiceEventKind,
  ServiceEventObjectType,
} from './messages/control.ts';
export type {
  BroadcastDataMessage,
  GroupBroadcastDataMessage,
  MultiConnectionDataMessage,
  MultiGroupBroadcastDataMessage,
  MultiUserDataMessage,
  PayloadMap,
  UserDataMessage,
} from './messages/data.ts';
export type {
  JoinGroupMessage,
  JoinGroupWithAckMessage,
  LeaveGroupMessage,
  LeaveGroupWithAckMessage,
  UserJoinGroupMessage,
  UserJoinGroupWithAckMessage,
  UserLeaveGroupMessage,
  UserLeaveGroupWithAckMessage,
} from './messages/groups.ts';
export type {
  ClientCompletionMessage,
  ClientInvocationMessage,
  ErrorCompletionMessage,
  ServiceMappingMessage,
} from './messages/invocations.ts';
export type { AckableMessage, MulticastMessage, ServiceMessage } from './service-message.ts';
export { ServiceMessageType } from './service-message-type.ts';
export type { DecodedServiceMessage, ServiceDecodeOptions } from './service-protocol.ts';
export { ServiceProtocol } from './service-protocol.ts';
