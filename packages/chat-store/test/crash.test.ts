/** An acknowledged write outlives the process. Runs the built package: `npm run build` comes first. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MessageId, ReplyMessage, RoomId } from '@parley/chat-protocol';
import { utf8Length } from '@parley/chat-protocol';
import { expect, it } from 'vitest';
import { newMessage } from '../../chat-core/test/support/history-store-fixtures.ts';
import { openSqliteHistoryStore } from '../src/index.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const WRITER = fileURLToPath(new URL('support/writer-process.mjs', import.meta.url));
const room = 'r' as RoomId;
const reply = 'reply' as MessageId;

interface Acknowledged {
  readonly messageId: string;
  readonly replyBytes: number;
}

/** What the writer was told is stored before it was killed, in the middle of its writing. */
async function killWhileWriting(path: string, afterWrites: number): Promise<Acknowledged[]> {
  // Without vitest's conditions, which name sources that plain Node cannot read.
  const writer = fork(WRITER, [path], { execArgv: [] });
  const acknowledged: Acknowledged[] = [];
  writer.on('message', (message) => {
    acknowledged.push(message as Acknowledged);
    if (acknowledged.length === afterWrites) writer.kill('SIGKILL');
  });
  const [code, signal] = await once(writer, 'close');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

it.each([1, 7, 150])('loses nothing when killed after %i acknowledged writes', async (writes) => {
  using folder = createTemporaryFolder();
  const path = folder.file('history.db');
  const acknowledged = await killWhileWriting(path, writes);

  const store = await openSqliteHistoryStore({ path });
  const { messages } = await store.listMessagesAfter(room, { after: 0, limit: 10_000 });
  const ids = messages.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(acknowledged.map(({ messageId }) => messageId)));
  expect(messages.map(({ sequence }) => sequence)).toEqual(ids.map((_, index) => index + 1));

  const { text } = messages.find(({ id }) => id === reply) as ReplyMessage;
  expect(utf8Length(text)).toBeGreaterThanOrEqual(acknowledged.at(-1)?.replyBytes ?? 0);
  const numbers = text.split(' ').slice(0, -1);
  expect(numbers).toEqual(numbers.map((_, index) => `${index + 1}`));
  await store.close();
});

it('goes on where the killed process stopped', async () => {
  using folder = createTemporaryFolder();
  const path = folder.file('history.db');
  await killWhileWriting(path, 5);

  const store = await openSqliteHistoryStore({ path });
  const [turn] = await store.listOpenTurns();
  expect(turn?.state).toEqual({ phase: 'running', replyId: reply });
  const before = (await store.findMessage(room, reply)) as ReplyMessage;
  const ended = await store.endReply(reply, { outcome: { kind: 'interrupted' }, figures: null });
  expect(ended.text).toBe(before.text);
  const [{ lastSequence } = { lastSequence: 0 }] = await store.listRooms();
  const next = await store.appendMessage(newMessage('next', { roomId: room }), []);
  expect(next.message.sequence).toBe(lastSequence + 1);
  await store.close();
});
