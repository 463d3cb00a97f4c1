/** Rooms, their members, and the sequence of what is said in them. */

import { StorageError } from '@parley/chat-core';
import type { StoredRoom } from '@parley/chat-core';
import type { MemberId, RoomId } from '@parley/chat-protocol';
import type { HistoryDatabase } from './history-tables.ts';

export interface RoomName {
  readonly id: RoomId;
  readonly name: string;
  readonly nameKey: string;
}

export interface RoomMember {
  readonly roomId: RoomId;
  readonly memberId: MemberId;
}

export async function addRoom(
  database: HistoryDatabase,
  { memberIds, ...room }: Omit<StoredRoom, 'lastSequence'>,
): Promise<'added' | 'name-taken'> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('rooms')
    .values(room)
    .onConflict((conflict) => conflict.column('nameKey').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return 'name-taken';
  for (const memberId of memberIds) await addRoomMember(database, { roomId: room.id, memberId });
  return 'added';
}

export async function renameRoom(
  database: HistoryDatabase,
  { id, name, nameKey }: RoomName,
): Promise<'renamed' | 'name-taken'> {
  const holder = await database
    .selectFrom('rooms')
    .select('id')
    .where('nameKey', '=', nameKey)
    .executeTakeFirst();
  if (holder !== undefined && holder.id !== id) return 'name-taken';
  await database.updateTable('rooms').set({ name, nameKey }).where('id', '=', id).execute();
  return 'renamed';
}

export async function listRooms(database: HistoryDatabase): Promise<StoredRoom[]> {
  const rooms = await database
    .selectFrom('rooms')
    .select(['id', 'name', 'nameKey', 'createdAt', 'lastSequence'])
    .orderBy('position')
    .execute();
  const members = await database
    .selectFrom('roomMembers')
    .select(['roomId', 'memberId'])
    .orderBy('position')
    .execute();
  const memberIds = new Map<RoomId, MemberId[]>(rooms.map(({ id }) => [id, []]));
  for (const { roomId, memberId } of members) memberIds.get(roomId)?.push(memberId);
  return rooms.map((room) => ({ ...room, memberIds: memberIds.get(room.id) ?? [] }));
}

export async function addRoomMember(database: HistoryDatabase, member: RoomMember): Promise<void> {
  await database
    .insertInto('roomMembers')
    .values(member)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function removeRoomMember(
  database: HistoryDatabase,
  { roomId, memberId }: RoomMember,
): Promise<void> {
  await database
    .deleteFrom('roomMembers')
    .where('roomId', '=', roomId)
    .where('memberId', '=', memberId)
    .execute();
}

/** Takes the next place in a room. Undone with its transaction, so that no gap is left. */
export async function takeSequence(database: HistoryDatabase, roomId: RoomId): Promise<number> {
  const room = await database
    .updateTable('rooms')
    .set((eb) => ({ lastSequence: eb('lastSequence', '+', 1) }))
    .where('id', '=', roomId)
    .returning('lastSequence')
    .executeTakeFirst();
  if (room === undefined)
    throw new StorageError('storage-failed', `There is no room with the id ${roomId}.`);
  return room.lastSequence;
}
