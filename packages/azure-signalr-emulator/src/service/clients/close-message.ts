/** The last hub message of a client that the service itself sends away. */

import {
  encodeHandshakeResponse,
  JsonHubProtocol,
  MessagePackHubProtocol,
  MessageType,
} from '@parley/signalr-protocol';
import type { HubFraming } from '../bytes/hub-framing.ts';

const JSON_PROTOCOL = new JsonHubProtocol();
const MESSAGE_PACK_PROTOCOL = new MessagePackHubProtocol();

export interface CloseNotice {
  readonly reason: string | undefined;
  readonly allowReconnect: boolean;
}

/** The whole frame; without a framing, for a client whose handshake has not been answered. */
export function closeMessage(notice: CloseNotice, framing: HubFraming | undefined): Uint8Array {
  if (framing === undefined) {
    return encodeHandshakeResponse(notice.reason ?? 'The connection was closed.');
  }
  const protocol = framing === 'records' ? JSON_PROTOCOL : MESSAGE_PACK_PROTOCOL;
  return protocol.encode({
    type: MessageType.close,
    ...(notice.reason === undefined ? {} : { error: notice.reason }),
    ...(notice.allowReconnect ? { allowReconnect: true } : {}),
  });
}
