/** Builds the chat of its ports. */

import type { AgentModel } from '@parley/chat-protocol';
import type { LanguageModel } from '@parley/llm';
import { createParts } from './chat-parts.ts';
import { ChatService } from './chat-service.ts';
import type { Chat } from './chat.ts';
import type { HistoryStore } from './history-store.ts';
import type { ChatLogger, ChatPublisher, Clock, IdSource } from './ports.ts';
import type { ReplyPace } from './turns/reply-pace.ts';

export interface ChatOptions {
  readonly store: HistoryStore;
  readonly publisher: ChatPublisher;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: ChatLogger;
  readonly agents: readonly AgentOptions[];
  readonly limits: ChatLimits;
}

export interface AgentOptions {
  /** Stable over restarts: it is the author of its replies. */
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly model: LanguageModel;
  readonly isPackaged: AgentModel['isPackaged'];
  readonly suggestions: readonly string[];
}

export interface ChatLimits {
  readonly messagesPerMinute: number;
  readonly callsPerMinute: number;
  /** Queued turns of one room before a further call is refused. */
  readonly maxQueuedTurns: number;
  /** How often text of a reply is committed and sent, and how much at once. */
  readonly replyPace: ReplyPace;
  /** Least time between two tellings of who came and went; 0 tells everything at once. */
  readonly presenceGatherMs: number;
}

export type CreateChat = (options: ChatOptions) => Chat;

/** @throws {RangeError} when two agents share an id, a name or a handle. */
export function createChat(options: ChatOptions): Chat {
  return new ChatService(createParts(options));
}
