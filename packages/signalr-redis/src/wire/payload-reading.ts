/** How a payload is opened: an array of at least so many items; what comes after them is not read. */

import { MessagePackReader, ProtocolError } from '@parley/signalr-protocol';

/** @throws {ProtocolError} `malformed-message` */
export function openPayload(
  payload: Uint8Array,
  { name, minItems }: { readonly name: string; readonly minItems: number },
): { readonly reader: MessagePackReader; readonly items: number } {
  const reader = new MessagePackReader(payload);
  const items = reader.readArrayLength(name);
  if (items < minItems) {
    throw new ProtocolError('malformed-message', `Insufficient items in ${name} array.`);
  }
  return { reader, items };
}

/** @throws {ProtocolError} `malformed-message`, for nil too. */
export function readText(reader: MessagePackReader, field: string): string {
  const text = reader.readString(field);
  if (text === null) {
    throw new ProtocolError('malformed-message', `Reading '${field}' as String failed.`);
  }
  return text;
}
