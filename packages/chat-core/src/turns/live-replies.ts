/**
 * States of replies that the store does not have: how far a reply is, and ends that could not be committed.
 *
 * The text of a reply is always the store's, which is exactly what was published.
 */

import type { Message, MessageId, ReplyState } from '@parley/chat-protocol';

export class LiveReplies {
  readonly #states = new Map<MessageId, ReplyState>();

  set(id: MessageId, state: ReplyState): void {
    this.#states.set(id, state);
  }

  delete(id: MessageId): void {
    this.#states.delete(id);
  }

  /** The message as its room has been told of it. */
  overlay(message: Message): Message {
    if (message.kind !== 'reply') return message;
    const state = this.#states.get(message.id);
    return state === undefined ? message : { ...message, state };
  }
}
