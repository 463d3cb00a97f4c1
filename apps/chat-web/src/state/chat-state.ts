/** Everything the page knows, as one immutable value. */

import type {
  ClientMessageId,
  Member,
  MemberId,
  Message,
  MessageId,
  Room,
  RoomId,
  Turn,
} from '@parley/chat-protocol';
import type { ConnectionState } from '../connection/recovery.ts';

export interface ChatState {
  readonly connection: ConnectionState;
  /** The server is there, and the service through which people connect is not. */
  readonly isServiceAway: boolean;
  /** `null` until the first welcome. */
  readonly me: MemberId | null;
  readonly inviteUrl: string;
  readonly members: ReadonlyMap<MemberId, Member>;
  readonly rooms: ReadonlyMap<RoomId, Room>;
  readonly turns: ReadonlyMap<RoomId, readonly Turn[]>;
  readonly conversations: ReadonlyMap<RoomId, Conversation>;
  /** In the order of sending. */
  readonly outgoing: readonly OutgoingMessage[];
}

/** What is loaded of a room. */
export interface Conversation {
  readonly messages: ReadonlyMap<MessageId, Message>;
  /** Ids by sequence. */
  readonly order: readonly MessageId[];
  readonly hasEarlier: boolean;
  readonly earlier: 'idle' | 'loading' | 'failed';
  readonly load: ConversationLoad;
  /** Replies of which a part is known to be missing. */
  readonly rests: ReadonlyMap<MessageId, MissingRest>;
}

export type ConversationLoad =
  /** Not asked for, or not since the connection came back. */
  | { readonly phase: 'stale' }
  | { readonly phase: 'loading' }
  | { readonly phase: 'loaded' }
  | { readonly phase: 'failed'; readonly reason: string };

export interface MissingRest {
  readonly phase: 'wanted' | 'asked';
  /** Bytes of UTF-8 that are known to exist. */
  readonly neededBytes: number;
}

/** An own message that the server has not confirmed; a confirmed one is a {@link Message}. */
export interface OutgoingMessage {
  readonly kind: 'outgoing';
  readonly clientMessageId: ClientMessageId;
  readonly roomId: RoomId;
  readonly text: string;
  readonly replyTo: MessageId | null;
  /** Epoch ms, by this device's clock. */
  readonly createdAt: number;
  readonly delivery: Delivery;
}

export type Delivery =
  /** Until the connection and the messages before it let it go. */
  | { readonly phase: 'waiting' }
  | { readonly phase: 'sending' }
  | { readonly phase: 'failed'; readonly reason: string };

export const EMPTY_CONVERSATION: Conversation = {
  messages: new Map(),
  order: [],
  hasEarlier: false,
  earlier: 'idle',
  load: { phase: 'stale' },
  rests: new Map(),
};

export const INITIAL_CHAT: ChatState = {
  connection: { phase: 'connecting', attempt: 0 },
  isServiceAway: false,
  me: null,
  inviteUrl: '',
  members: new Map(),
  rooms: new Map(),
  turns: new Map(),
  conversations: new Map(),
  outgoing: [],
};
