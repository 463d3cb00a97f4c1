/**
 * The messages that were accepted last, by the ids that clients drew for them.
 *
 * A client that repeats a message after a lost connection gets it back even when its rate or the queue
 * would refuse a new one. Older repeats are recognised by the store.
 */

import type { ClientMessageId, MemberId, PersonMessage } from '@parley/chat-protocol';

const CAPACITY = 1_000;

export class RecentPosts {
  // A Map keeps the order of insertion, so the first key is the oldest.
  readonly #posts = new Map<string, PersonMessage>();

  find(authorId: MemberId, clientMessageId: ClientMessageId): PersonMessage | undefined {
    return this.#posts.get(keyOf(authorId, clientMessageId));
  }

  add(message: PersonMessage): void {
    this.#posts.set(keyOf(message.authorId, message.clientMessageId), message);
    const [oldest] = this.#posts.keys();
    if (this.#posts.size > CAPACITY && oldest !== undefined) this.#posts.delete(oldest);
  }
}

function keyOf(authorId: MemberId, clientMessageId: ClientMessageId): string {
  return `${authorId} ${clientMessageId}`;
}
