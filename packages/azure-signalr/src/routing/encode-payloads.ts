/** One hub message in every protocol of a hub: the service picks the right one for each client. */

import type { PayloadMap } from '@parley/azure-signalr-protocol';
import { MessageType, MissingEncodingError } from '@parley/signalr-protocol';
import type { HubProtocol, SerializedMessage } from '@parley/signalr-protocol';

/**
 * Each protocol encodes it at most once, whoever else sends it. Rules: docs/spec/azure-signalr.md, AZ-100 and AZ-101.
 *
 * @throws what a protocol throws for a value that it cannot encode.
 */
export function encodePayloads(
  message: SerializedMessage,
  protocols: readonly HubProtocol[],
): PayloadMap {
  return new Map(protocols.map((protocol) => [protocol.name, payloadFor(message, protocol)]));
}

/** Whoever speaks what nobody encoded is told so, and leaves: with nothing it would go on and have missed something. */
function payloadFor(message: SerializedMessage, protocol: HubProtocol): Uint8Array {
  try {
    return message.bytesFor(protocol);
  } catch (error) {
    if (!(error instanceof MissingEncodingError)) {
      throw error;
    }
    return protocol.encode({
      type: MessageType.close,
      error: error.message,
      allowReconnect: true,
    });
  }
}
