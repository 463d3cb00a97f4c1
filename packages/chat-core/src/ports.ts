/** What the chat is given by its constructor: time, ids, a way out to the clients, a place to log. */

import type { ChatEvent, MemberId, RoomId } from '@parley/chat-protocol';

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once after `delayMs`; the function returned cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface IdSource {
  /** A new id that nobody can guess, of the characters that ids allow. */
  next(): string;
}

export type ChatAudience =
  | { readonly to: 'everybody' }
  /** Members of the room who are connected. */
  | { readonly to: 'room'; readonly roomId: RoomId }
  | { readonly to: 'member'; readonly memberId: MemberId };

/** Sends to connected clients. Events of one room arrive in the order in which they were published. */
export interface ChatPublisher {
  /** Events that belong together, in their order: they may go as one message where messages cost. */
  publish(audience: ChatAudience, events: readonly ChatEvent[]): void;
}

export interface ChatLogger {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
