/** The last hub message of a client that the service itself sends away. */

import { JsonHubProtocol, MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import type { HubFraming } from '../bytes/hub-framing.ts';

const JSON_PROTOCOL = new JsonHubProtocol();
const MESSAGE_PACK_PROTOCOL = new MessagePackHubProtocol();

export interface CloseNotice {
  readonly reason: string | undefined;
  readonly allowReconnect: boolean;
}

/** The whole frame. */
export function closeMessage(notice: CloseNotice, framing: HubFraming): Uint8Array {
  const protocol = framing === 'records' ? JSON_PROTOCOL : MESSAGE_PACK_PROTOCOL;
  return protocol.encode({
    type: MessageType.close,
    ...(notice.reason === undefined ? {} : { error: notice.reason }),
    ...(notice.allowReconnect ? { allowReconnect: true } : {}),
  });
}
