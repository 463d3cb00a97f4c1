import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeHistoryStore } from '../../chat-core/test/support/history-store-contract.ts';
import { openSqliteHistoryStore } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
let files = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describeHistoryStore('SQLite in memory', () => openSqliteHistoryStore({ path: ':memory:' }));

describeHistoryStore('SQLite in a file', () => {
  files += 1;
  return openSqliteHistoryStore({ path: join(folder, `${files}.db`) });
});
