/** What the service reads of hub messages: their type and the call that they belong to, never their content. */

import { MessagePackReader, MessageType } from '@parley/signalr-protocol';
import type { HubFraming } from './hub-framing.ts';

export interface HubMessageHead {
  readonly type: number;
  readonly invocationId: string | undefined;
}

const HEADERS_DEPTH = 4;
const WITH_INVOCATION_ID: ReadonlySet<number> = new Set([
  MessageType.invocation,
  MessageType.streamItem,
  MessageType.completion,
  MessageType.streamInvocation,
  MessageType.cancelInvocation,
]);

/** `undefined` for bytes that are no hub message: whoever they are for will say so. */
export function readHubMessageHead(
  message: Uint8Array,
  framing: HubFraming,
): HubMessageHead | undefined {
  try {
    return framing === 'records' ? jsonHead(message) : messagePackHead(message);
  } catch {
    // Not for us to refuse: the bytes go on to somebody who reads all of them.
    return undefined;
  }
}

function jsonHead(message: Uint8Array): HubMessageHead | undefined {
  const value: unknown = JSON.parse(Buffer.from(message.subarray(0, -1)).toString());
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { type, invocationId } = value as { type?: unknown; invocationId?: unknown };
  return typeof type === 'number'
    ? { type, invocationId: typeof invocationId === 'string' ? invocationId : undefined }
    : undefined;
}

function messagePackHead(message: Uint8Array): HubMessageHead {
  const prefixBytes = message.findIndex((byte) => byte < 0x80) + 1;
  const reader = new MessagePackReader(message.subarray(prefixBytes));
  reader.readArrayLength('message');
  const type = reader.readInteger('type', 'Int32');
  if (!WITH_INVOCATION_ID.has(type)) {
    return { type, invocationId: undefined };
  }
  reader.readValue('headers', HEADERS_DEPTH);
  return { type, invocationId: reader.readString('invocationId') ?? undefined };
}
