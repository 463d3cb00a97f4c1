/** kysely's SQLite dialect on libsql, whose interface is better-sqlite3's. */

import { SqliteAdapter, SqliteDialect } from 'kysely';
import type { DialectAdapter, SqliteDatabase, SqliteStatement } from 'kysely';
import type Database from 'libsql';

export class LibsqlDialect extends SqliteDialect {
  constructor(database: Database.Database) {
    super({ database: withTransactionsOfOurs(database) });
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** SQLite can change tables in a transaction; kysely's own adapter leaves that off. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

const NOTHING_TO_ROLL_BACK: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function withTransactionsOfOurs(database: Database.Database): SqliteDatabase {
  return {
    prepare(sql) {
      // After a full disk SQLite has rolled back by itself; a second rollback would hide the first error.
      if (sql === 'rollback' && !database.inTransaction) return NOTHING_TO_ROLL_BACK;
      // The lock for writing is taken first, where SQLite waits for another process, and not half-way.
      return database.prepare(sql === 'begin' ? 'begin immediate' : sql);
    },
    close() {
      database.close();
    },
  };
}
