/** What kind of hub message a record is, for the service to know. Rules: docs/spec/azure-signalr.md, AZ-79. */

import { DataMessageType } from '@parley/azure-signalr-protocol';
import { MessageType } from '@parley/signalr-protocol';

/** As each connection chooses one. */
export type TransferFormat = 'Text' | 'Binary';

/** Both protocols write the type of a message first. */
const JSON_INVOCATION = new TextEncoder().encode(`{"type":${MessageType.invocation},`);
const CONTINUES = 0x80;
const LARGEST_SHORT_ARRAY = 0x9f;
const SMALLEST_SHORT_ARRAY = 0x90;

export function dataMessageTypeOf(record: Uint8Array, format: TransferFormat): number {
  const isInvocation = format === 'Text' ? isJsonInvocation(record) : isBinaryInvocation(record);
  return isInvocation ? DataMessageType.invocation : DataMessageType.other;
}

function isJsonInvocation(record: Uint8Array): boolean {
  return JSON_INVOCATION.every((byte, index) => record[index] === byte);
}

/** Behind the length: an array whose first item is the type. */
function isBinaryInvocation(record: Uint8Array): boolean {
  let start = 0;
  while ((record[start] ?? 0) >= CONTINUES) {
    start += 1;
  }
  const array = record[start + 1] ?? 0;
  const isArray = array >= SMALLEST_SHORT_ARRAY && array <= LARGEST_SHORT_ARRAY;
  return isArray && record[start + 2] === MessageType.invocation;
}
