/** Who is here: a person is online as long as any of their connections is. */

import type { MemberId } from '@parley/chat-protocol';
import type { HistoryStore } from '../history-store.ts';
import type { ChatLogger, Clock } from '../ports.ts';
import type { People } from './people.ts';
import type { PresenceNews } from './presence-news.ts';

export interface PresenceOptions {
  readonly people: People;
  readonly store: Pick<HistoryStore, 'setLastSeen'>;
  readonly news: PresenceNews;
  readonly clock: Clock;
  readonly logger: ChatLogger;
}

export class Presence {
  readonly #options: PresenceOptions;
  readonly #connections = new Map<MemberId, Set<string>>();
  /** Commits in progress, chained per person so that the newest time is the one that stays. */
  readonly #commits = new Map<MemberId, Promise<void>>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  connect(memberId: MemberId, connectionId: string): void {
    if (this.#options.people.find(memberId) === undefined) return;
    const connections = this.#connections.get(memberId) ?? new Set();
    const isFirst = connections.size === 0;
    connections.add(connectionId);
    this.#connections.set(memberId, connections);
    if (isFirst) this.#change(memberId, true);
  }

  disconnect(memberId: MemberId, connectionId: string): void {
    const connections = this.#connections.get(memberId);
    if (connections?.delete(connectionId) !== true || connections.size > 0) return;
    this.#connections.delete(memberId);
    this.#change(memberId, false);
  }

  /** Resolves when every change so far is committed, or has failed and was logged. Nobody is told any more. */
  async close(): Promise<void> {
    this.#options.news.close();
    await Promise.all(this.#commits.values());
  }

  #change(memberId: MemberId, isOnline: boolean): void {
    const { people, news, clock } = this.#options;
    const person = people.find(memberId);
    if (person === undefined) return;
    const lastSeenAt = clock.now();
    news.changed({ ...person, isOnline, lastSeenAt });
    this.#commit(memberId, lastSeenAt);
  }

  #commit(memberId: MemberId, lastSeenAt: number): void {
    const { store, logger } = this.#options;
    const earlier = this.#commits.get(memberId) ?? Promise.resolve();
    const commit = earlier
      .then(() => store.setLastSeen(memberId, lastSeenAt))
      .catch((error: unknown) => logger.warn({ error, memberId }, 'last seen was not saved'));
    this.#commits.set(memberId, commit);
    void commit.then(() => {
      if (this.#commits.get(memberId) === commit) this.#commits.delete(memberId);
    });
  }
}
