export { openSqliteHistoryStore } from './open-sqlite-history-store.ts';
export type { SqliteHistoryOptions } from './open-sqlite-history-store.ts';
export { SqliteHistoryStore } from './sqlite-history-store.ts';
