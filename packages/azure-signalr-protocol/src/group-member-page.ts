/**
 * The answer of a group member query: the payload of its ack.
 *
 * Rules: docs/spec/azure-service-protocol.md, AP-70 to AP-72.
 */

import { malformedMessage } from './errors.ts';
import { TEXT, TEXT_OR_NIL } from './layouts/field-kind.ts';
import { MessagePackReader } from './messagepack/messagepack-reader.ts';
import { MessagePackWriter } from './messagepack/messagepack-writer.ts';

/** One connection of the group. */
export interface GroupMember {
  readonly connectionId: string;
  readonly userId?: string;
}

/** Some of the connections of a group. */
export interface GroupMemberPage {
  readonly members: readonly GroupMember[];
  /** For the query that asks for those after them. Absent: these are the last. */
  readonly continuationToken?: string;
}

const ITEMS = 2;

export function encodeGroupMemberPage({ members, continuationToken }: GroupMemberPage): Uint8Array {
  const writer = new MessagePackWriter();
  writer.writeArrayLength(ITEMS);
  writer.writeArrayLength(members.length);
  for (const { connectionId, userId } of members) {
    writer.writeArrayLength(ITEMS);
    writer.writeText(connectionId);
    TEXT_OR_NIL.write(writer, userId);
  }
  TEXT_OR_NIL.write(writer, continuationToken);
  return writer.body();
}

/** @throws {ServiceProtocolError} `service-message-malformed` */
export function decodeGroupMemberPage(payload: Uint8Array): GroupMemberPage {
  const reader = new MessagePackReader(payload);
  const itemCount = readItemCount(reader, 'response');
  const memberCount = reader.readArrayLength('members') ?? 0;
  const members = Array.from({ length: memberCount }, () => readMember(reader));
  const continuationToken = TEXT_OR_NIL.read(reader, 'continuationToken');
  skipRest(reader, itemCount);
  return continuationToken === undefined ? { members } : { members, continuationToken };
}

function readMember(reader: MessagePackReader): GroupMember {
  const itemCount = readItemCount(reader, 'member');
  const connectionId = TEXT.read(reader, 'connectionId');
  const userId = TEXT_OR_NIL.read(reader, 'userId');
  skipRest(reader, itemCount);
  return userId === undefined ? { connectionId } : { connectionId, userId };
}

function readItemCount(reader: MessagePackReader, field: string): number {
  const count = reader.readArrayLength(field) ?? 0;
  if (count < ITEMS) {
    throw malformedMessage(`A '${field}' has at least ${ITEMS} items, not ${count}.`);
  }
  return count;
}

/** What newer services add. */
function skipRest(reader: MessagePackReader, itemCount: number): void {
  for (let item = ITEMS; item < itemCount; item += 1) {
    reader.skip('rest');
  }
}
