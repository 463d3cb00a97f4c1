/** A message in every protocol of a hub, for servers whose clients speak any of them. */

import { MissingEncodingError } from '@parley/signalr-protocol';
import type { HubProtocol, SerializedMessage } from '@parley/signalr-protocol';

/**
 * Of a message that came encoded, what it came in.
 *
 * @throws what a protocol throws for a value that it cannot encode.
 */
export function encodeFrames(
  message: SerializedMessage,
  protocols: readonly HubProtocol[],
): ReadonlyMap<string, Uint8Array> {
  const frames = new Map<string, Uint8Array>();
  for (const protocol of protocols) {
    const frame = frameOf(message, protocol);
    if (frame !== undefined) {
      frames.set(protocol.name, frame);
    }
  }
  return frames;
}

function frameOf(message: SerializedMessage, protocol: HubProtocol): Uint8Array | undefined {
  try {
    return message.bytesFor(protocol);
  } catch (error) {
    if (error instanceof MissingEncodingError) {
      return undefined;
    }
    throw error;
  }
}
