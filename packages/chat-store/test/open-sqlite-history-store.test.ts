import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChatLogger } from '@parley/chat-core';
import { CamelCasePlugin, Kysely } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addRooms,
  latest,
  newMessage,
  room,
} from '../../chat-core/test/support/history-store-fixtures.ts';
import type { HistoryDatabase, HistoryTables } from '../src/history-tables.ts';
import { openSqliteHistoryStore } from '../src/index.ts';
import { LibsqlDialect } from '../src/libsql-dialect.ts';
import { migrateHistory } from '../src/migrate-history.ts';
import { historyMigrations } from '../src/migrations/history-migrations.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';
import type { TemporaryFolder } from './support/temporary-folder.ts';

const FAILED = { name: 'StorageError', code: 'storage-failed' };

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = createTemporaryFolder();
  path = folder.file('history.db');
});
afterEach(() => {
  folder[Symbol.dispose]();
});

function openRaw(): HistoryDatabase {
  return new Kysely<HistoryTables>({
    dialect: new LibsqlDialect(new Database(path)),
    plugins: [new CamelCasePlugin()],
  });
}

/** A history of some pages, closed: all of it is in the one file. */
async function writeHistory(): Promise<void> {
  const store = await openSqliteHistoryStore({ path });
  await addRooms(store);
  for (let i = 0; i < 20; i += 1)
    await store.appendMessage(newMessage(`${i}`, { text: `${i} `.repeat(1_000) }), []);
  await store.close();
}

describe('migrations', () => {
  it('make the tables of a new file once, and keep what is in it', async () => {
    const opened: unknown[] = [];
    const silent = (): void => undefined;
    const logger: ChatLogger = {
      info: (fields) => opened.push(fields),
      warn: silent,
      error: silent,
    };
    const store = await openSqliteHistoryStore({ path, logger });
    await addRooms(store);
    const { message } = await store.appendMessage(newMessage('a'), []);
    await store.close();

    const again = await openSqliteHistoryStore({ path, logger });
    expect((await again.listMessagesBefore(room, latest)).messages).toEqual([message]);
    await again.close();
    expect(opened).toEqual([
      { path, migrations: Object.keys(historyMigrations) },
      { path, migrations: [] },
    ]);
  });

  it('are all done or none', async () => {
    const database = openRaw();
    const broken = {
      ...historyMigrations,
      '9998-half': {
        up: async (schema: Kysely<unknown>) => {
          await schema.schema.createTable('half').addColumn('id', 'text').execute();
          throw new Error('broken in the middle');
        },
      },
    };
    await expect(migrateHistory(database, broken)).rejects.toMatchObject(FAILED);
    expect(await database.introspection.getTables()).toEqual([]);
    expect(await migrateHistory(database, historyMigrations)).toEqual(
      Object.keys(historyMigrations),
    );
    await database.destroy();
  });

  it('of a newer version are refused, and the file stays as it is', async () => {
    const database = openRaw();
    const future = { up: () => Promise.resolve() };
    await migrateHistory(database, { ...historyMigrations, '9999-future': future });
    await database.destroy();
    const before = readFileSync(path);

    const opened = openSqliteHistoryStore({ path });
    await expect(opened).rejects.toMatchObject(FAILED);
    await expect(opened).rejects.toThrow(/newer version.*9999-future/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['is not a database', () => Buffer.from('Dear diary, today '.repeat(500))],
    ['is cut off', (history: Buffer) => history.subarray(0, history.length / 2)],
    ['has a page of noise', (history: Buffer) => Buffer.from(history).fill(0xa5, 8_192, 12_288)],
  ])('because it %s is named and left as it is', async (_, damage) => {
    await writeHistory();
    const damaged = damage(readFileSync(path));
    writeFileSync(path, damaged);

    const opened = openSqliteHistoryStore({ path });
    await expect(opened).rejects.toMatchObject(FAILED);
    await expect(opened).rejects.toThrow(path);
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  it('because it is a folder, or in none, is named', async () => {
    mkdirSync(path);
    await expect(openSqliteHistoryStore({ path })).rejects.toMatchObject(FAILED);
    await expect(openSqliteHistoryStore({ path })).rejects.toThrow(/may be read and written/);
    const nowhere = folder.file('no/history.db');
    await expect(openSqliteHistoryStore({ path: nowhere })).rejects.toThrow(nowhere);
  });
});

it('closes into one file that can be copied', async () => {
  await writeHistory();
  const copy = folder.file('copy.db');
  writeFileSync(copy, readFileSync(path));
  const store = await openSqliteHistoryStore({ path: copy });
  expect((await store.listMessagesBefore(room, latest)).messages).toHaveLength(20);
  await store.close();
  expect(readdirSync(dirname(path))).toContain('copy.db');
});

it('finishes what was asked before it closes', async () => {
  const store = await openSqliteHistoryStore({ path });
  await addRooms(store);
  const sent = Array.from({ length: 10 }, (_, i) => store.appendMessage(newMessage(`${i}`), []));
  await store.close();
  const sequences = (await Promise.all(sent)).map(({ message }) => message.sequence);
  const again = await openSqliteHistoryStore({ path });
  const { messages } = await again.listMessagesBefore(room, latest);
  expect(messages.map(({ sequence }) => sequence)).toEqual(sequences);
  await again.close();
});
