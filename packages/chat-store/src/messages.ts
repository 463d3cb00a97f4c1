/** Messages of people, and pages of all that was said. */

import type { AppendedMessage, MessagePage, NewMessage, NewTurn } from '@parley/chat-core';
import type { Message, MessageId, RoomId } from '@parley/chat-protocol';
import type { HistoryDatabase } from './history-tables.ts';
import { storableText, toMessage, toPersonMessage } from './message-rows.ts';
import { takeSequence } from './rooms.ts';
import { addTurn } from './turns.ts';

export interface MessageKey {
  readonly roomId: RoomId;
  readonly id: MessageId;
}

/** One more row than the page has says whether there is more. */
const ONE_MORE = 1;

export async function appendMessage(
  database: HistoryDatabase,
  { message, turns }: { message: NewMessage; turns: readonly NewTurn[] },
): Promise<AppendedMessage> {
  const sentBefore = database
    .selectFrom('utterances')
    .selectAll()
    .where('authorId', '=', message.authorId)
    .where('clientMessageId', '=', message.clientMessageId);
  const earlier = await sentBefore.executeTakeFirst();
  if (earlier !== undefined) return { kind: 'repeated', message: toPersonMessage(earlier) };

  const sequence = await takeSequence(database, message.roomId);
  await database
    .insertInto('messages')
    .values({ ...message, text: storableText(message.text), sequence })
    .execute();
  for (const turn of turns) await addTurn(database, turn);
  // Read back, so that what is acknowledged is what is stored.
  const stored = await sentBefore.executeTakeFirstOrThrow();
  return { kind: 'appended', message: toPersonMessage(stored) };
}

export async function findMessage(
  database: HistoryDatabase,
  { roomId, id }: MessageKey,
): Promise<Message | undefined> {
  const row = await database
    .selectFrom('utterances')
    .selectAll()
    .where('roomId', '=', roomId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toMessage(row);
}

export async function listMessagesBefore(
  database: HistoryDatabase,
  page: { roomId: RoomId; before: number | undefined; limit: number },
): Promise<MessagePage> {
  const rows = await database
    .selectFrom('utterances')
    .selectAll()
    .where('roomId', '=', page.roomId)
    .$if(page.before !== undefined, (query) => query.where('sequence', '<', page.before ?? 0))
    .orderBy('sequence', 'desc')
    .limit(page.limit + ONE_MORE)
    .execute();
  const newest = rows.slice(0, page.limit).toReversed();
  return { messages: newest.map(toMessage), hasMore: rows.length > page.limit };
}

export async function listMessagesAfter(
  database: HistoryDatabase,
  page: { roomId: RoomId; after: number; limit: number },
): Promise<MessagePage> {
  const rows = await database
    .selectFrom('utterances')
    .selectAll()
    .where('roomId', '=', page.roomId)
    .where('sequence', '>', page.after)
    .orderBy('sequence')
    .limit(page.limit + ONE_MORE)
    .execute();
  return {
    messages: rows.slice(0, page.limit).map(toMessage),
    hasMore: rows.length > page.limit,
  };
}
