/** People, and the one-time links that sign them in on another device. */

import type { StoredPerson } from '@parley/chat-core';
import type { MemberId } from '@parley/chat-protocol';
import type { HistoryDatabase } from './history-tables.ts';

export interface DeviceLinkRecord {
  readonly hash: string;
  readonly memberId: MemberId;
  /** Epoch ms. */
  readonly expiresAt: number;
}

const PERSON = ['id', 'name', 'nameKey', 'createdAt', 'lastSeenAt'] as const;

export async function addPerson(
  database: HistoryDatabase,
  person: StoredPerson,
): Promise<'added' | 'name-taken'> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('people')
    .values(person)
    .onConflict((conflict) => conflict.column('nameKey').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? 'added' : 'name-taken';
}

export async function findPerson(
  database: HistoryDatabase,
  id: MemberId,
): Promise<StoredPerson | undefined> {
  return database.selectFrom('people').select(PERSON).where('id', '=', id).executeTakeFirst();
}

export async function listPeople(database: HistoryDatabase): Promise<StoredPerson[]> {
  return database.selectFrom('people').select(PERSON).orderBy('position').execute();
}

export async function setLastSeen(
  database: HistoryDatabase,
  seen: { id: MemberId; lastSeenAt: number },
): Promise<void> {
  await database
    .updateTable('people')
    .set({ lastSeenAt: seen.lastSeenAt })
    .where('id', '=', seen.id)
    .execute();
}

export async function addDeviceLink(
  database: HistoryDatabase,
  link: DeviceLinkRecord,
): Promise<void> {
  await database.insertInto('deviceLinks').values(link).execute();
}

/** Links that have expired go with the one that is taken. */
export async function takeDeviceLink(
  database: HistoryDatabase,
  { hash, now }: { hash: string; now: number },
): Promise<MemberId | undefined> {
  await database.deleteFrom('deviceLinks').where('expiresAt', '<=', now).execute();
  const taken = await database
    .deleteFrom('deviceLinks')
    .where('hash', '=', hash)
    .returning('memberId')
    .executeTakeFirst();
  return taken?.memberId;
}
