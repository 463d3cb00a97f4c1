import type { HistoryStore } from '@parley/chat-core';
import type { MessageId } from '@parley/chat-protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  T0,
  ada,
  addRooms,
  newMessage,
  person,
  reply,
  room,
  startReply,
} from '../../chat-core/test/support/history-store-fixtures.ts';
import { openSqliteHistoryStore } from '../src/index.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';
import type { TemporaryFolder } from './support/temporary-folder.ts';

const PAGES = 80;
const FULL = { name: 'StorageError', code: 'storage-full' };
const NEVER = 2 * T0;

let folder: TemporaryFolder;
let store: HistoryStore;

beforeEach(async () => {
  folder = createTemporaryFolder();
  store = await openSqliteHistoryStore({ path: folder.file('history.db'), maxPageCount: PAGES });
  await store.addPerson(person(ada, 'Ada'));
  await addRooms(store);
});

afterEach(async () => {
  await store.close();
  folder[Symbol.dispose]();
});

/** Links with a long hash: the one kind of row whose room can be freed again. */
async function fillWithLinks(): Promise<void> {
  for (let i = 0; ; i += 1) {
    const hash = `${i}`.padEnd(6_000, 'x');
    const error = await rejection(store.addDeviceLink({ hash, memberId: ada, expiresAt: T0 }));
    if (error === undefined) continue;
    expect(error).toMatchObject(FULL);
    // What is left of the last pages.
    for (let j = 0; ; j += 1) {
      const small = { hash: `small ${j}`, memberId: ada, expiresAt: T0 };
      if ((await rejection(store.addDeviceLink(small))) !== undefined) return;
    }
  }
}

async function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('says that the disk is full, keeps what was acknowledged, and can still be read', async () => {
  const acknowledged: MessageId[] = [];
  let error: unknown;
  for (let i = 0; error === undefined; i += 1) {
    const message = newMessage(`${i}`, { text: 'long '.repeat(1_000) });
    error = await rejection(store.appendMessage(message, []));
    if (error === undefined) acknowledged.push(message.id);
  }
  expect(error).toMatchObject(FULL);
  expect(error).toHaveProperty('cause');
  expect(acknowledged.length).toBeGreaterThan(5);
  const { messages } = await store.listMessagesAfter(room, { after: 0, limit: 1_000 });
  expect(messages.map(({ id }) => id)).toEqual(acknowledged);
  expect(await store.listRooms()).toMatchObject([{ lastSequence: acknowledged.length }, {}]);
});

it('works again once there is room, with no gap in the sequence', async () => {
  await store.appendMessage(newMessage('first'), []);
  await fillWithLinks();
  const text = 'long '.repeat(1_500);
  expect(await rejection(store.appendMessage(newMessage('b', { text }), []))).toMatchObject(FULL);
  expect(await rejection(store.checkHealth())).toMatchObject(FULL);

  await store.takeDeviceLink('none', NEVER);

  await store.checkHealth();
  const { kind, message } = await store.appendMessage(newMessage('b', { text }), []);
  expect([kind, message.sequence]).toEqual(['appended', 2]);
});

it('fails the text of a reply that has no room, and takes the same text later', async () => {
  await startReply(store);
  await fillWithLinks();
  const text = 'word '.repeat(2_000);
  expect(await rejection(store.appendReplyText(reply, 0, text))).toMatchObject(FULL);
  expect(await store.findMessage(room, reply)).toMatchObject({ text: '' });

  await store.takeDeviceLink('none', NEVER);

  await store.appendReplyText(reply, 0, text);
  expect(await store.findMessage(room, reply)).toMatchObject({ text });
});

it('holds in memory as on disk', async () => {
  const small = await openSqliteHistoryStore({ path: ':memory:', maxPageCount: PAGES });
  await addRooms(small);
  const huge = newMessage('huge', { text: 'x'.repeat(PAGES * 4_096) });
  expect(await rejection(small.appendMessage(huge, []))).toMatchObject(FULL);
  expect((await small.appendMessage(newMessage('a'), [])).message.sequence).toBe(1);
  await small.close();
});

it('does not open where there is no room for its tables', async () => {
  const path = folder.file('tiny.db');
  const opened = openSqliteHistoryStore({ path, maxPageCount: 3 });
  expect(await rejection(opened)).toMatchObject(FULL);
  const later = await openSqliteHistoryStore({ path });
  await addRooms(later);
  await later.close();
});
