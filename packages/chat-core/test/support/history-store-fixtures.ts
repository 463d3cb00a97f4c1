/** Rooms, people, messages and replies for the tests of the history port. */

import { StorageError } from '@parley/chat-core';
import type {
  HistoryStore,
  NewMessage,
  NewReply,
  NewTurn,
  StoredPerson,
  StoredRoom,
} from '@parley/chat-core';
import type {
  ClientMessageId,
  HeardTranscript,
  MemberId,
  Message,
  MessageId,
  RoomId,
  TurnId,
} from '@parley/chat-protocol';
import { nameKey, utf8Length } from '@parley/chat-protocol';
import { expect } from 'vitest';

/** The store of the test that is running. */
export type CurrentStore = () => HistoryStore;

export const T0 = 1_790_000_000_000;
export const room = 'room-1' as RoomId;
export const otherRoom = 'room-2' as RoomId;
export const ada = 'ada' as MemberId;
export const bob = 'bob' as MemberId;
export const llama = 'llama' as MemberId;
export const question = 'm-question' as MessageId;
export const reply = 'm-reply' as MessageId;

export const transcript: HeardTranscript = {
  heard: [
    { by: 'person', name: 'Ada', text: 'The key is “under the mat”.' },
    { by: 'self', text: 'Noted.' },
  ],
  omitted: 3,
  question: { name: 'Bob', text: '@llama where is the key?' },
};
export const figures = { model: 'tiny', replyTokens: 12, tokensPerSecond: 41.5, firstTextMs: 230 };

export const latest = { before: undefined, limit: 50 };

export function person(id: MemberId, name: string): StoredPerson {
  return { id, name, nameKey: nameKey(name), createdAt: T0, lastSeenAt: null };
}

export function newRoom(
  id: RoomId,
  name: string,
  memberIds: readonly MemberId[],
): Omit<StoredRoom, 'lastSequence'> {
  return { id, name, nameKey: nameKey(name), createdAt: T0, memberIds };
}

export async function addRooms(store: HistoryStore): Promise<void> {
  await store.addRoom(newRoom(room, 'Attic', [ada, llama]));
  await store.addRoom(newRoom(otherRoom, 'Zoo', [ada, llama]));
}

export function newMessage(name: string, changes: Partial<NewMessage> = {}): NewMessage {
  return {
    id: `m-${name}` as MessageId,
    roomId: room,
    authorId: ada,
    clientMessageId: `client-${name}` as ClientMessageId,
    sentAt: T0 + 20,
    text: `text of ${name}`,
    replyTo: null,
    ...changes,
  };
}

export function newTurn(
  id: string,
  questionId: MessageId,
  changes: Partial<NewTurn> = {},
): NewTurn {
  return {
    id: id as TurnId,
    roomId: room,
    agentId: llama,
    questionId,
    askedBy: ada,
    queuedAt: T0 + 20,
    supersedes: null,
    ...changes,
  };
}

export function newReply(turnId: string): NewReply {
  return { id: reply, turnId: turnId as TurnId, sentAt: T0 + 50, heardCount: 4, transcript };
}

export async function ask(store: HistoryStore, turnId: string): Promise<void> {
  await store.appendMessage(newMessage('question'), [newTurn(turnId, question)]);
}

export async function startReply(store: HistoryStore): Promise<void> {
  await ask(store, 't1');
  await store.startReply(newReply('t1'));
}

export async function appendParts(store: HistoryStore, parts: readonly string[]): Promise<void> {
  let offset = 0;
  for (const part of parts) {
    await store.appendReplyText(reply, offset, part);
    offset += utf8Length(part);
  }
}

export async function allMessages(
  store: HistoryStore,
  roomId: RoomId,
): Promise<readonly Message[]> {
  return (await store.listMessagesBefore(roomId, { before: undefined, limit: 200 })).messages;
}

export async function expectFailure(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ code: 'storage-failed' });
}
