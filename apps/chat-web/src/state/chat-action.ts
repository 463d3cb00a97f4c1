/** Everything that can change what the page knows. */

import type {
  ChatEvent,
  ClientMessageId,
  HistoryPage,
  MessageId,
  PersonMessage,
  ReplyRest,
  Room,
  RoomId,
  RoomView,
  Welcome,
} from '@parley/chat-protocol';
import type { ConnectionState } from '../connection/recovery.ts';
import type { OutgoingMessage } from './chat-state.ts';

export type ChatAction =
  | { readonly type: 'connection-changed'; readonly connection: ConnectionState }
  /** After an attempt to connect that failed. */
  | { readonly type: 'service-known'; readonly isAway: boolean }
  | { readonly type: 'welcomed'; readonly welcome: Welcome }
  | { readonly type: 'event'; readonly event: ChatEvent }
  | { readonly type: 'room-known'; readonly room: Room }
  | { readonly type: 'outbox-restored'; readonly messages: readonly OutgoingMessage[] }
  | ConversationAction
  | OutgoingAction;

/** Changes of one loaded conversation. */
export type ConversationAction =
  | { readonly type: 'room-loading'; readonly roomId: RoomId }
  | { readonly type: 'room-loaded'; readonly roomId: RoomId; readonly view: RoomView }
  | { readonly type: 'room-not-loaded'; readonly roomId: RoomId; readonly reason: string | null }
  | { readonly type: 'room-left'; readonly roomId: RoomId }
  | { readonly type: 'earlier-loading'; readonly roomId: RoomId }
  | { readonly type: 'earlier-loaded'; readonly roomId: RoomId; readonly page: HistoryPage }
  | { readonly type: 'earlier-not-loaded'; readonly roomId: RoomId }
  | { readonly type: 'rest-asked'; readonly roomId: RoomId; readonly messageId: MessageId }
  | { readonly type: 'rest-read'; readonly roomId: RoomId; readonly rest: ReplyRest }
  | {
      readonly type: 'rest-not-read';
      readonly roomId: RoomId;
      readonly messageId: MessageId;
      /** Whether asking again later makes sense. */
      readonly isRetryable: boolean;
    };

/** Changes of an own message on its way. */
export type OutgoingAction =
  | { readonly type: 'message-queued'; readonly message: OutgoingMessage }
  | { readonly type: 'message-sending'; readonly clientMessageId: ClientMessageId }
  | { readonly type: 'message-waiting'; readonly clientMessageId: ClientMessageId }
  | {
      readonly type: 'message-failed';
      readonly clientMessageId: ClientMessageId;
      readonly reason: string;
    }
  | { readonly type: 'message-confirmed'; readonly message: PersonMessage }
  | { readonly type: 'message-discarded'; readonly clientMessageId: ClientMessageId };
