/** What a service says to a server, by whom it is for. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type {
  AccessKeyResponseMessage,
  AckMessage,
  CloseConnectionMessage,
  ConnectionDataMessage,
  ConnectionReconnectMessage,
  OpenConnectionMessage,
  PingMessage,
  ServiceEventMessage,
  ServiceMessage,
} from '@parley/azure-signalr-protocol';
import type { RoutedServiceMessage } from './hub-link.ts';

/** For one client of the connection. */
export type ClientMessage =
  | CloseConnectionMessage
  | ConnectionDataMessage
  | ConnectionReconnectMessage
  | OpenConnectionMessage;

/** For the hub's link. */
export type LinkMessage =
  AccessKeyResponseMessage | AckMessage | PingMessage | RoutedServiceMessage | ServiceEventMessage;

const CLIENT_TYPES: ReadonlySet<number> = new Set<ClientMessage['type']>([
  ServiceMessageType.closeConnection,
  ServiceMessageType.connectionData,
  ServiceMessageType.connectionReconnect,
  ServiceMessageType.openConnection,
]);

const LINK_TYPES: ReadonlySet<number> = new Set<LinkMessage['type']>([
  ServiceMessageType.accessKeyResponse,
  ServiceMessageType.ack,
  ServiceMessageType.clientCompletion,
  ServiceMessageType.clientInvocation,
  ServiceMessageType.errorCompletion,
  ServiceMessageType.ping,
  ServiceMessageType.serviceEvent,
  ServiceMessageType.serviceMapping,
]);

export function isClientMessage(message: ServiceMessage): message is ClientMessage {
  return CLIENT_TYPES.has(message.type);
}

/** What is neither is for the connection itself, or is what only servers send. */
export function isLinkMessage(message: ServiceMessage): message is LinkMessage {
  return LINK_TYPES.has(message.type);
}
