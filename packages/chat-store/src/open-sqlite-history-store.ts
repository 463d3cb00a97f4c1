/** Opens a history in a file of SQLite: checked before it is touched, set up, migrated. */

import { StorageError } from '@parley/chat-core';
import type { ChatLogger, HistoryStore } from '@parley/chat-core';
import { CamelCasePlugin, Kysely, sql } from 'kysely';
import Database from 'libsql';
import type { HistoryDatabase, HistoryTables } from './history-tables.ts';
import { LibsqlDialect } from './libsql-dialect.ts';
import { migrateHistory, refuseNewerHistory } from './migrate-history.ts';
import { historyMigrations } from './migrations/history-migrations.ts';
import { SqliteHistoryStore } from './sqlite-history-store.ts';
import { toStorageError } from './to-storage-error.ts';

/** How long a call waits, and the process with it, for another process that holds the file. */
const BUSY_TIMEOUT_MS = 2_000;

export interface SqliteHistoryOptions {
  /** A file in a folder that exists, or `:memory:`. */
  readonly path: string;
  /** Pages of 4 KiB that the file may have; unlimited when absent. */
  readonly maxPageCount?: number;
  readonly logger?: ChatLogger;
}

/** @throws {StorageError} when the file cannot be opened, is damaged, or was written by a newer version. */
export async function openSqliteHistoryStore(options: SqliteHistoryOptions): Promise<HistoryStore> {
  const { path, logger } = options;
  const database = connect(path);
  try {
    await checkIntegrity(database, path);
    await refuseNewerHistory(database, historyMigrations);
    await configure(database, options);
    const migrations = await migrateHistory(database, historyMigrations);
    logger?.info({ path, migrations }, 'history opened');
    return new SqliteHistoryStore(database);
  } catch (error) {
    await database.destroy();
    throw toStorageError(error);
  }
}

function connect(path: string): HistoryDatabase {
  try {
    return new Kysely<HistoryTables>({
      dialect: new LibsqlDialect(new Database(path)),
      plugins: [new CamelCasePlugin()],
    });
  } catch (error) {
    // The driver's own words are a number.
    throw new StorageError(
      'storage-failed',
      `${path} cannot be opened: it is no file, or not one that may be read and written here.`,
      { cause: error },
    );
  }
}

/** Before the first write, so that a damaged file stays as it is for whoever repairs it. */
async function checkIntegrity(database: HistoryDatabase, path: string): Promise<void> {
  const verdict = await sql<{ quickCheck: string }>`pragma quick_check(1)`.execute(database).then(
    ({ rows }) => rows[0]?.quickCheck,
    (error: unknown) => error,
  );
  if (verdict === 'ok') return;
  const detail = verdict instanceof Error ? verdict.message : String(verdict);
  throw new StorageError(
    'storage-failed',
    `The history at ${path} is damaged, or is not a history (${detail}). It was left as it is: ` +
      'put a copy in its place, or give another data folder.',
    { cause: verdict },
  );
}

async function configure(
  database: HistoryDatabase,
  { maxPageCount }: SqliteHistoryOptions,
): Promise<void> {
  await sql`pragma busy_timeout = ${sql.lit(BUSY_TIMEOUT_MS)}`.execute(database);
  await sql`pragma journal_mode = wal`.execute(database);
  await sql`pragma synchronous = full`.execute(database);
  await sql`pragma foreign_keys = on`.execute(database);
  if (maxPageCount !== undefined)
    await sql`pragma max_page_count = ${sql.lit(maxPageCount)}`.execute(database);
}
