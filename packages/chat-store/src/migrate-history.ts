/** Brings a database up to the tables that this code knows. */

import { StorageError } from '@parley/chat-core';
import { Migrator } from 'kysely';
import type { HistoryDatabase } from './history-tables.ts';
import type { Migrations } from './migrations/history-migrations.ts';
import { toStorageError } from './to-storage-error.ts';

/** Runs what is missing, all of it or nothing, and names it. */
export async function migrateHistory(
  database: HistoryDatabase,
  migrations: Migrations,
): Promise<string[]> {
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error, results = [] } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error !== undefined) throw toStorageError(error);
  return results.map(({ migrationName }) => migrationName);
}

/** @throws {StorageError} `storage-failed`, when a newer version wrote the database. Writes nothing. */
export async function refuseNewerHistory(
  database: HistoryDatabase,
  migrations: Migrations,
): Promise<void> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const done = await database
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  const unknown = done.find(({ name }) => !(name in migrations));
  if (unknown === undefined) return;
  throw new StorageError(
    'storage-failed',
    `The history was written by a newer version of Parley (it has the change “${unknown.name}”). ` +
      'Start that version, or give this one another data folder. Nothing was changed.',
  );
}
