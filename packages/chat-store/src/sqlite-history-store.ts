/** The history port on one connection to SQLite; the statements are in the file of their subject. */

import type {
  AppendedMessage,
  HistoryStore,
  MessagePage,
  NewMessage,
  NewReply,
  NewTurn,
  ReplyEnding,
  StoredPerson,
  StoredRoom,
  StoredTurn,
} from '@parley/chat-core';
import type {
  HeardTranscript,
  MemberId,
  Message,
  MessageId,
  ReplyMessage,
  RoomId,
} from '@parley/chat-protocol';
import { sql } from 'kysely';
import { checkHealth } from './check-health.ts';
import type { HistoryDatabase } from './history-tables.ts';
import * as messages from './messages.ts';
import * as people from './people.ts';
import type { DeviceLinkRecord } from './people.ts';
import * as replies from './replies.ts';
import * as rooms from './rooms.ts';
import { toStorageError } from './to-storage-error.ts';
import * as turns from './turns.ts';

type Work<T> = (database: HistoryDatabase) => Promise<T>;

/** Calls wait for the one connection in the order in which they were made. */
export class SqliteHistoryStore implements HistoryStore {
  readonly #database: HistoryDatabase;
  #isClosed = false;

  /** Takes over a database that is open, set up and migrated, and closes it. */
  constructor(database: HistoryDatabase) {
    this.#database = database;
  }

  addPerson(person: StoredPerson): Promise<'added' | 'name-taken'> {
    return this.#write((database) => people.addPerson(database, person));
  }

  findPerson(id: MemberId): Promise<StoredPerson | undefined> {
    return this.#read((database) => people.findPerson(database, id));
  }

  listPeople(): Promise<StoredPerson[]> {
    return this.#read(people.listPeople);
  }

  setLastSeen(id: MemberId, lastSeenAt: number): Promise<void> {
    return this.#write((database) => people.setLastSeen(database, { id, lastSeenAt }));
  }

  addRoom(room: Omit<StoredRoom, 'lastSequence'>): Promise<'added' | 'name-taken'> {
    return this.#write((database) => rooms.addRoom(database, room));
  }

  renameRoom(
    id: RoomId,
    name: { name: string; nameKey: string },
  ): Promise<'renamed' | 'name-taken'> {
    return this.#write((database) => rooms.renameRoom(database, { id, ...name }));
  }

  listRooms(): Promise<StoredRoom[]> {
    return this.#read(rooms.listRooms);
  }

  addRoomMember(roomId: RoomId, memberId: MemberId): Promise<void> {
    return this.#write((database) => rooms.addRoomMember(database, { roomId, memberId }));
  }

  removeRoomMember(roomId: RoomId, memberId: MemberId): Promise<void> {
    return this.#write((database) => rooms.removeRoomMember(database, { roomId, memberId }));
  }

  appendMessage(message: NewMessage, newTurns: readonly NewTurn[]): Promise<AppendedMessage> {
    return this.#write((database) =>
      messages.appendMessage(database, { message, turns: newTurns }),
    );
  }

  addTurn(turn: NewTurn): Promise<void> {
    return this.#write((database) => turns.addTurn(database, turn));
  }

  startReply(reply: NewReply): Promise<ReplyMessage> {
    return this.#write((database) => replies.startReply(database, reply));
  }

  appendReplyText(replyId: MessageId, offset: number, text: string): Promise<void> {
    return this.#writeLightly((database) =>
      replies.appendReplyText(database, { replyId, offset, text }),
    );
  }

  endReply(id: MessageId, ending: ReplyEnding): Promise<ReplyMessage> {
    return this.#write((database) => replies.endReply(database, { id, ending }));
  }

  listOpenTurns(): Promise<StoredTurn[]> {
    return this.#read(turns.listOpenTurns);
  }

  findMessage(roomId: RoomId, id: MessageId): Promise<Message | undefined> {
    return this.#read((database) => messages.findMessage(database, { roomId, id }));
  }

  listMessagesBefore(
    roomId: RoomId,
    page: { before: number | undefined; limit: number },
  ): Promise<MessagePage> {
    return this.#read((database) => messages.listMessagesBefore(database, { roomId, ...page }));
  }

  listMessagesAfter(roomId: RoomId, page: { after: number; limit: number }): Promise<MessagePage> {
    return this.#read((database) => messages.listMessagesAfter(database, { roomId, ...page }));
  }

  findTranscript(roomId: RoomId, replyId: MessageId): Promise<HeardTranscript | undefined> {
    return this.#read((database) => replies.findTranscript(database, { roomId, id: replyId }));
  }

  addDeviceLink(link: DeviceLinkRecord): Promise<void> {
    return this.#write((database) => people.addDeviceLink(database, link));
  }

  takeDeviceLink(hash: string, now: number): Promise<MemberId | undefined> {
    return this.#write((database) => people.takeDeviceLink(database, { hash, now }));
  }

  checkHealth(): Promise<void> {
    return this.#write(checkHealth);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      // The whole history in the one file, so that a copy of it is complete. Waits for what was asked before.
      await this.#read((database) => sql`pragma wal_checkpoint(truncate)`.execute(database));
    } finally {
      await this.#database.destroy();
    }
  }

  /** Several statements, between which no other call writes. */
  #read<T>(work: Work<T>): Promise<T> {
    return translated(this.#database.connection().execute(work));
  }

  #write<T>(work: Work<T>): Promise<T> {
    return translated(this.#database.transaction().execute(work));
  }

  /**
   * One statement, committed without waiting for the disk: it outlives the death of this process, and a
   * loss of power can cost the last of them. The next full write of the connection takes them along.
   */
  #writeLightly(work: Work<void>): Promise<void> {
    return this.#read(async (database) => {
      await sql`pragma synchronous = normal`.execute(database);
      try {
        await work(database);
      } finally {
        await sql`pragma synchronous = full`.execute(database);
      }
    });
  }
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toStorageError(error);
  }
}
