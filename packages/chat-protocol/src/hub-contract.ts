/** The chat hub: what the browser calls, and what the server tells it. */

import type { HubContract } from '@parley/signalr-protocol';
import type { MemberId, MessageId, RoomId } from './ids.ts';
import type {
  CreateRoomInput,
  OpenRoomInput,
  PostMessageInput,
  ReadReplyInput,
  RenameRoomInput,
  ReplyInput,
  RoomInput,
  TurnInput,
} from './inputs.ts';
import type { Member } from './members.ts';
import type {
  Message,
  PersonMessage,
  ReplyFigures,
  ReplyMessage,
  ReplyOutcome,
  Turn,
} from './messages.ts';
import type { Outcome } from './outcome.ts';
import type { Room } from './rooms.ts';

/** Everything outside the open room. */
export interface Welcome {
  readonly me: MemberId;
  readonly members: readonly Member[];
  /** All rooms, joined or not. */
  readonly rooms: readonly Room[];
  /** Queued and running turns of the rooms that the member is in. */
  readonly turns: readonly Turn[];
  /** What another person opens to join. */
  readonly inviteUrl: string;
}

export interface RoomView {
  readonly room: Room;
  /** In the order of the room. */
  readonly messages: readonly Message[];
  /** Whether there is history before the first of them. */
  readonly hasEarlier: boolean;
  /**
   * `latest`: `messages` is the newest page and replaces what the client had.
   * `gap`: it is all that came after what the client had, and the replies it asked to refresh.
   */
  readonly extent: 'latest' | 'gap';
  readonly turns: readonly Turn[];
}

export interface ReplyRest {
  readonly messageId: MessageId;
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export interface ChatHubContract extends HubContract {
  readonly methods: {
    /** First call of every connection. */
    enter(): Outcome<Welcome>;
    createRoom(input: CreateRoomInput): Outcome<Room>;
    joinRoom(input: RoomInput): Outcome<Room>;
    leaveRoom(input: RoomInput): Outcome<null>;
    renameRoom(input: RenameRoomInput): Outcome<Room>;
    /** The newest page of a room, or what a returning client missed. */
    openRoom(input: OpenRoomInput): Outcome<RoomView>;
    /** Answered once the message is committed. */
    postMessage(input: PostMessageInput): Outcome<PersonMessage>;
    /** Withdraws a queued turn or stops a running one. */
    stopTurn(input: TurnInput): Outcome<null>;
    /** Asks for another answer to the same question, after any end. */
    regenerate(input: ReplyInput): Outcome<Turn>;
    /** What a reply says from an offset on. */
    readReply(input: ReadReplyInput): Outcome<ReplyRest>;
  };
  readonly events: ChatHubEvents;
}

export interface ChatHubEvents extends ChatEvents {
  /** Several events as one message, in their order: how the server spares messages that cost. */
  'events-gathered'(event: { readonly events: readonly ChatEvent[] }): void;
}

/** Server to browser. Those that name a room go to its members, the others to everybody. */
export interface ChatEvents {
  'member-changed'(event: { readonly member: Member }): void;
  'room-changed'(event: { readonly room: Room }): void;
  'message-posted'(event: { readonly message: PersonMessage }): void;
  /** All queued and running turns of a room, in order. */
  'turns-changed'(event: { readonly roomId: RoomId; readonly turns: readonly Turn[] }): void;
  'reply-started'(event: { readonly message: ReplyMessage }): void;
  'reply-progress'(event: ReplyProgress): void;
  'reply-delta'(event: ReplyDelta): void;
  'reply-ended'(event: ReplyEnd): void;
  /** Something may have been lost on its way, and the connection stays: what matters is asked for anew. */
  'events-missed'(event: Readonly<Record<string, never>>): void;
}

export interface ReplyProgress {
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  /** Tokens of the prompt. */
  readonly done: number;
  readonly total: number;
}

export interface ReplyDelta {
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export interface ReplyEnd {
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  /** Bytes of UTF-8 of the whole text: a client that has fewer asks for the rest. */
  readonly length: number;
  readonly outcome: ReplyOutcome;
  readonly figures: ReplyFigures | null;
}

export type ChatEventName = keyof ChatEvents;
export type ChatEventPayload<N extends ChatEventName> = Parameters<ChatEvents[N]>[0];
/** One event as a value. */
export type ChatEvent = {
  [N in ChatEventName]: { readonly name: N; readonly payload: ChatEventPayload<N> };
}[ChatEventName];
