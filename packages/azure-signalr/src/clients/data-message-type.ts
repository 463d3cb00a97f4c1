/** What kind of hub message a record is, for the service to know. Rules: docs/spec/azure-signalr.md, AZ-79. */

import { DataMessageType } from '@parley/azure-signalr-protocol';
import { isNumbered, MessageType } from '@parley/signalr-protocol';

/** As each connection chooses one. */
export type TransferFormat = 'Text' | 'Binary';

/** Both protocols write the type of a message first. */
const JSON_START = new TextEncoder().encode('{"type":');
const DIGIT_0 = 0x30;
const CONTINUES = 0x80;
const LARGEST_SHORT_ARRAY = 0x9f;
const SMALLEST_SHORT_ARRAY = 0x90;
const MESSAGE_TYPES = Object.values(MessageType);

/** Those that a client which may come back counts are invocations to the service, which counts them as well. */
export function dataMessageTypeOf(record: Uint8Array, format: TransferFormat): number {
  const number = format === 'Text' ? jsonType(record) : binaryType(record);
  const type = MESSAGE_TYPES.find((known) => known === number);
  if (type === undefined) {
    return DataMessageType.other;
  }
  if (type === MessageType.close) {
    return DataMessageType.close;
  }
  return isNumbered({ type }) ? DataMessageType.invocation : DataMessageType.other;
}

/** All types have one digit. */
function jsonType(record: Uint8Array): number | undefined {
  const isMessage = JSON_START.every((byte, index) => record[index] === byte);
  const digit = record[JSON_START.length];
  return isMessage && digit !== undefined ? digit - DIGIT_0 : undefined;
}

/** Behind the length: an array whose first item is the type. */
function binaryType(record: Uint8Array): number | undefined {
  let start = 0;
  while ((record[start] ?? 0) >= CONTINUES) {
    start += 1;
  }
  const array = record[start + 1] ?? 0;
  const isArray = array >= SMALLEST_SHORT_ARRAY && array <= LARGEST_SHORT_ARRAY;
  return isArray ? record[start + 2] : undefined;
}
