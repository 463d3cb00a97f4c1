/** What a message of a server is: for several clients, to be acknowledged, or something else. */

import {
  type AckableMessage,
  type MulticastMessage,
  type ServiceMessage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';

export function isMulticast(message: ServiceMessage): message is MulticastMessage {
  return 'payloads' in message && message.type !== ServiceMessageType.clientInvocation;
}

export function isAckable(message: ServiceMessage): message is AckableMessage {
  return 'ackId' in message && message.type !== ServiceMessageType.ack;
}
