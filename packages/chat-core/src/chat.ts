/**
 * The chat as the server's hub and routes see it: every request of a member, with its decision.
 *
 * The member is who the connection's session says; no method takes a name from a client's word.
 */

import type {
  CreateRoomInput,
  HeardTranscript,
  HistoryPage,
  HistoryQuery,
  MemberId,
  OpenRoomInput,
  Outcome,
  Person,
  PersonMessage,
  PostMessageInput,
  ReadReplyInput,
  RenameRoomInput,
  ReplyInput,
  ReplyRest,
  Room,
  RoomInput,
  RoomView,
  Turn,
  TurnInput,
  Welcome,
} from '@parley/chat-protocol';

export interface Chat {
  /**
   * Reads rooms and people, makes the first room (`general`) in an empty history, marks replies cut by a
   * crash as interrupted, and takes up the queued turns. Call before the first connection.
   */
  start(): Promise<void>;
  /** Refuses new messages, ends running replies as interrupted with their text kept. Queued turns stay queued. */
  stop(): Promise<void>;

  /** Makes a person of a name that nobody has, whatever its case. New people join the first room. */
  addPerson(name: string): Promise<Outcome<Person>>;
  findPerson(memberId: MemberId): Person | undefined;

  /** A member's connection is there, or gone; presence is the union of a member's connections. */
  connect(memberId: MemberId, connectionId: string): void;
  disconnect(memberId: MemberId, connectionId: string): void;

  welcome(memberId: MemberId): Outcome<Omit<Welcome, 'inviteUrl'>>;
  createRoom(memberId: MemberId, input: CreateRoomInput): Promise<Outcome<Room>>;
  joinRoom(memberId: MemberId, input: RoomInput): Promise<Outcome<Room>>;
  leaveRoom(memberId: MemberId, input: RoomInput): Promise<Outcome<null>>;
  renameRoom(memberId: MemberId, input: RenameRoomInput): Promise<Outcome<Room>>;
  openRoom(memberId: MemberId, input: OpenRoomInput): Promise<Outcome<RoomView>>;
  postMessage(memberId: MemberId, input: PostMessageInput): Promise<Outcome<PersonMessage>>;
  stopTurn(memberId: MemberId, input: TurnInput): Promise<Outcome<null>>;
  regenerate(memberId: MemberId, input: ReplyInput): Promise<Outcome<Turn>>;
  readReply(memberId: MemberId, input: ReadReplyInput): Promise<Outcome<ReplyRest>>;
  history(
    memberId: MemberId,
    roomId: RoomInput['roomId'],
    query: HistoryQuery,
  ): Promise<Outcome<HistoryPage>>;
  heardTranscript(memberId: MemberId, input: ReplyInput): Promise<Outcome<HeardTranscript>>;

  /** Rooms that a member is in: whose events its connections receive. */
  roomsOf(memberId: MemberId): readonly Room[];
}
