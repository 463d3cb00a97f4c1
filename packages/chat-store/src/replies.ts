/** Replies: begun, grown part by part, and ended in one piece. */

import { StorageError } from '@parley/chat-core';
import type { NewReply, ReplyEnding } from '@parley/chat-core';
import { utf8Length } from '@parley/chat-protocol';
import type { HeardTranscript, MessageId, ReplyMessage } from '@parley/chat-protocol';
import { sql } from 'kysely';
import type { HistoryDatabase } from './history-tables.ts';
import { parseTranscript, storableText, toReplyMessage } from './message-rows.ts';
import type { MessageKey } from './messages.ts';
import { takeSequence } from './rooms.ts';
import { setTurnEnded, setTurnRunning } from './turns.ts';

export interface ReplyPart {
  readonly replyId: MessageId;
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export async function startReply(
  database: HistoryDatabase,
  { id, turnId, sentAt, heardCount, transcript }: NewReply,
): Promise<ReplyMessage> {
  const { roomId, agentId: authorId } = await setTurnRunning(database, turnId);
  const sequence = await takeSequence(database, roomId);
  await database
    .insertInto('messages')
    .values({ id, roomId, sequence, authorId, sentAt, text: '' })
    .execute();
  await database
    .insertInto('replies')
    .values({ id, turnId, heardCount, transcript: JSON.stringify(transcript) })
    .execute();
  return getReply(database, id);
}

/** One statement: it is checked and written without a transaction around it. */
export async function appendReplyText(database: HistoryDatabase, part: ReplyPart): Promise<void> {
  const { replyId, offset } = part;
  const text = storableText(part.text);
  if (text === '') return;
  const { numAffectedRows } = await sql`
    insert into reply_parts (reply_id, start_byte, end_byte, text)
    select ${replyId}, ${offset}, ${offset + utf8Length(text)}, ${text}
    where exists (select 1 from replies where id = ${replyId} and outcome is null)
      and ${offset} = coalesce(
        (select end_byte from reply_parts where reply_id = ${replyId} order by start_byte desc limit 1),
        0)`.execute(database);
  if (numAffectedRows !== 1n)
    throw new StorageError(
      'storage-failed',
      `The reply ${replyId} is not being written, or not up to byte ${offset}.`,
    );
}

export async function endReply(
  database: HistoryDatabase,
  { id, ending }: { id: MessageId; ending: ReplyEnding },
): Promise<ReplyMessage> {
  const ended = await database
    .updateTable('replies')
    .set({
      outcome: JSON.stringify(ending.outcome),
      figures: ending.figures === null ? null : JSON.stringify(ending.figures),
    })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .returning('turnId')
    .executeTakeFirst();
  if (ended === undefined)
    throw new StorageError('storage-failed', `The reply ${id} is not being written.`);

  const { text } = await getReply(database, id);
  await database.updateTable('messages').set({ text }).where('id', '=', id).execute();
  await database.deleteFrom('replyParts').where('replyId', '=', id).execute();
  await setTurnEnded(database, ended.turnId);
  return getReply(database, id);
}

export async function findTranscript(
  database: HistoryDatabase,
  { roomId, id }: MessageKey,
): Promise<HeardTranscript | undefined> {
  const row = await database
    .selectFrom('replies')
    .innerJoin('messages', 'messages.id', 'replies.id')
    .select('replies.transcript')
    .where('messages.roomId', '=', roomId)
    .where('messages.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : parseTranscript(row.transcript);
}

async function getReply(database: HistoryDatabase, id: MessageId): Promise<ReplyMessage> {
  const row = await database
    .selectFrom('utterances')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return toReplyMessage(row);
}
