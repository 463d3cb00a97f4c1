/** What a hub sends to its clients. */

import { MessageType, SerializedMessage } from '@parley/signalr-protocol';

export function message(target: string, ...values: readonly unknown[]): SerializedMessage {
  return SerializedMessage.of({ type: MessageType.invocation, target, arguments: values });
}
