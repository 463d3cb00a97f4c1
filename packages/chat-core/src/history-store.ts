/**
 * The history port: what the chat needs of a database.
 *
 * Every method that changes something resolves after its commit, and is one transaction. Implementations
 * pass the contract suite in `test/support/history-store-contract.ts`.
 */

import type {
  ClientMessageId,
  HeardTranscript,
  MemberId,
  Message,
  MessageId,
  PersonMessage,
  ReplyFigures,
  ReplyMessage,
  ReplyOutcome,
  RoomId,
  Turn,
  TurnId,
} from '@parley/chat-protocol';

export interface StoredPerson {
  readonly id: MemberId;
  readonly name: string;
  /** `nameKey(name)`; unique. */
  readonly nameKey: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
}

export interface StoredRoom {
  readonly id: RoomId;
  readonly name: string;
  /** `nameKey(name)`; unique. */
  readonly nameKey: string;
  readonly createdAt: number;
  /** People and agents. */
  readonly memberIds: readonly MemberId[];
  readonly lastSequence: number;
}

export interface NewMessage {
  readonly id: MessageId;
  readonly roomId: RoomId;
  readonly authorId: MemberId;
  readonly clientMessageId: ClientMessageId;
  readonly sentAt: number;
  readonly text: string;
  readonly replyTo: MessageId | null;
}

export interface NewTurn {
  readonly id: TurnId;
  readonly roomId: RoomId;
  readonly agentId: MemberId;
  readonly questionId: MessageId;
  readonly askedBy: MemberId;
  readonly queuedAt: number;
  /** The reply that this turn's reply will replace. */
  readonly supersedes: MessageId | null;
}

export interface NewReply {
  readonly id: MessageId;
  readonly turnId: TurnId;
  readonly sentAt: number;
  readonly heardCount: number;
  /** What the model is given, for the room to look at. */
  readonly transcript: HeardTranscript;
}

/** `repeated`: the author had sent this client id before; nothing was written, its message is returned. */
export interface AppendedMessage {
  readonly kind: 'appended' | 'repeated';
  readonly message: PersonMessage;
}

export interface MessagePage {
  /** In the order of the room. */
  readonly messages: readonly Message[];
  /** Whether there is more on the side that was asked for. */
  readonly hasMore: boolean;
}

/** A turn as it is stored: with what its reply would replace. */
export interface StoredTurn extends Turn {
  readonly supersedes: MessageId | null;
}

/** @throws {StorageError} from every method, when the database cannot do it. */
export interface HistoryStore {
  addPerson(person: StoredPerson): Promise<'added' | 'name-taken'>;
  findPerson(id: MemberId): Promise<StoredPerson | undefined>;
  listPeople(): Promise<StoredPerson[]>;
  setLastSeen(id: MemberId, lastSeenAt: number): Promise<void>;

  addRoom(room: Omit<StoredRoom, 'lastSequence'>): Promise<'added' | 'name-taken'>;
  renameRoom(
    id: RoomId,
    name: { name: string; nameKey: string },
  ): Promise<'renamed' | 'name-taken'>;
  listRooms(): Promise<StoredRoom[]>;
  /** Idempotent. */
  addRoomMember(roomId: RoomId, memberId: MemberId): Promise<void>;
  removeRoomMember(roomId: RoomId, memberId: MemberId): Promise<void>;

  /** Gives the message its sequence, and queues the turns that it asks for, in one transaction. */
  appendMessage(message: NewMessage, turns: readonly NewTurn[]): Promise<AppendedMessage>;
  addTurn(turn: NewTurn): Promise<void>;

  /** Gives the reply its sequence and sets its turn running. */
  startReply(reply: NewReply): Promise<ReplyMessage>;
  /** Adds `text`, which follows the first `offset` bytes of UTF-8. Cheap: it is called many times a second. */
  appendReplyText(replyId: MessageId, offset: number, text: string): Promise<void>;
  /** Ends the reply and its turn; the turn is no longer open. */
  endReply(replyId: MessageId, end: ReplyEnding): Promise<ReplyMessage>;

  /** Turns queued or running, in the order in which they were queued. */
  listOpenTurns(): Promise<StoredTurn[]>;

  findMessage(roomId: RoomId, id: MessageId): Promise<Message | undefined>;
  /** The newest `limit` messages before a sequence, or the newest of all. */
  listMessagesBefore(
    roomId: RoomId,
    page: { before: number | undefined; limit: number },
  ): Promise<MessagePage>;
  /** The oldest `limit` messages after a sequence. */
  listMessagesAfter(roomId: RoomId, page: { after: number; limit: number }): Promise<MessagePage>;
  findTranscript(roomId: RoomId, replyId: MessageId): Promise<HeardTranscript | undefined>;

  /** Stores a one-time token; `hash` is of the token, which is never stored. */
  addDeviceLink(link: { hash: string; memberId: MemberId; expiresAt: number }): Promise<void>;
  /** Takes the token away and says whose it was; `undefined` when unknown, used or expired. */
  takeDeviceLink(hash: string, now: number): Promise<MemberId | undefined>;

  /** Whether a read and a write would work now, for readiness. */
  checkHealth(): Promise<void>;
  close(): Promise<void>;
}

export interface ReplyEnding {
  readonly outcome: ReplyOutcome;
  readonly figures: ReplyFigures | null;
}
