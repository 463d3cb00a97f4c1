export type { Chat } from './chat.ts';
export { StorageError } from './errors.ts';
export type { StorageErrorCode } from './errors.ts';
export type {
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
} from './history-store.ts';
export type { ChatAudience, ChatLogger, ChatPublisher, Clock, IdSource } from './ports.ts';
export { createChat } from './create-chat.ts';
export type { AgentOptions, ChatLimits, ChatOptions, CreateChat } from './create-chat.ts';
export type { ReplyPace } from './turns/reply-pace.ts';
