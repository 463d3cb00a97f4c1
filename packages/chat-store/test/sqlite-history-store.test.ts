import { afterAll } from 'vitest';
import { describeHistoryStore } from '../../chat-core/test/support/history-store-contract.ts';
import { openSqliteHistoryStore } from '../src/index.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const folder = createTemporaryFolder();
let files = 0;

afterAll(() => {
  folder[Symbol.dispose]();
});

describeHistoryStore('SQLite in memory', () => openSqliteHistoryStore({ path: ':memory:' }));

describeHistoryStore('SQLite in a file', () => {
  files += 1;
  return openSqliteHistoryStore({ path: folder.file(`${files}.db`) });
});
