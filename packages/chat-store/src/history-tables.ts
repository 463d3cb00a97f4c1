/** The tables of the history, as the queries see them; `migrations/` makes them. */

import type {
  ClientMessageId,
  MemberId,
  MessageId,
  RoomId,
  Turn,
  TurnId,
} from '@parley/chat-protocol';
import type { Generated, Kysely } from 'kysely';

/** The database, or a transaction on it. */
export type HistoryDatabase = Kysely<HistoryTables>;

export interface HistoryTables {
  people: PeopleTable;
  rooms: RoomsTable;
  roomMembers: RoomMembersTable;
  messages: MessagesTable;
  turns: TurnsTable;
  replies: RepliesTable;
  replyParts: ReplyPartsTable;
  utterances: UtterancesView;
  deviceLinks: DeviceLinksTable;
  healthProbes: HealthProbesTable;
}

/** In the order of insertion. */
type Position = Generated<number>;

interface PeopleTable {
  position: Position;
  id: MemberId;
  name: string;
  nameKey: string;
  createdAt: number;
  lastSeenAt: number | null;
}

interface RoomsTable {
  position: Position;
  id: RoomId;
  name: string;
  nameKey: string;
  createdAt: number;
  lastSequence: Generated<number>;
}

interface RoomMembersTable {
  position: Position;
  roomId: RoomId;
  /** A person or an agent; agents are not in `people`. */
  memberId: MemberId;
}

/** Messages of people, and what replies have in common with them. */
interface MessagesTable {
  id: MessageId;
  roomId: RoomId;
  sequence: number;
  authorId: MemberId;
  sentAt: number;
  /** Of a reply that has not ended: empty, its text is in `replyParts`. */
  text: string;
  /** `null`: a reply. */
  clientMessageId: ClientMessageId | null;
  replyTo: MessageId | null;
}

interface TurnsTable {
  position: Position;
  id: TurnId;
  roomId: RoomId;
  agentId: MemberId;
  questionId: MessageId;
  askedBy: MemberId;
  queuedAt: number;
  supersedes: MessageId | null;
  phase: Generated<Turn['state']['phase'] | 'ended'>;
}

/** What only replies have. */
interface RepliesTable {
  id: MessageId;
  turnId: TurnId;
  heardCount: number;
  /** JSON of a `ReplyOutcome`; `null` until the end. */
  outcome: string | null;
  /** JSON of `ReplyFigures`. */
  figures: string | null;
  /** JSON of a `HeardTranscript`. */
  transcript: string;
}

/** The text of replies that have not ended, as it came. Offsets count bytes of UTF-8. */
interface ReplyPartsTable {
  replyId: MessageId;
  startByte: number;
  endByte: number;
  text: string;
}

/** Of one kind or the other: those columns that only a reply has are `null` in a message, and the reverse. */
export interface UtterancesView extends MessagesTable {
  /** Of a reply that has not ended: what it says so far. */
  text: string;
  turnId: TurnId | null;
  questionId: MessageId | null;
  askedBy: MemberId | null;
  supersedes: MessageId | null;
  heardCount: number | null;
  outcome: string | null;
  figures: string | null;
}

interface DeviceLinksTable {
  hash: string;
  memberId: MemberId;
  expiresAt: number;
}

/** Empty, but for the moment of a health check. */
interface HealthProbesTable {
  payload: Uint8Array;
}
