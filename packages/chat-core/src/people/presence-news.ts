/**
 * Tells everybody who came and went: at once, or gathered where each telling costs.
 *
 * Gathered, who goes is told of a while later, and who is back by then never went. What is not told yet does not hold
 * yet: whoever asks meanwhile reads what everybody was told. Who speaks is told of first.
 */

import type { MemberId, Person } from '@parley/chat-protocol';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../ports.ts';
import type { People } from './people.ts';

export interface PresenceNewsOptions {
  readonly people: People;
  readonly announcer: Announcer;
  readonly clock: Clock;
  /** Least time between two tellings, and how long a departure waits; 0 tells everything at once. */
  readonly presenceGatherMs: number;
}

interface Change {
  /** As everybody is to know them. */
  readonly person: Person;
  /** Not told of before: epoch ms. */
  readonly readyAt: number;
}

export class PresenceNews {
  readonly #options: PresenceNewsOptions;
  readonly #changes = new Map<MemberId, Change>();
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: () => void = () => undefined;
  #isClosed = false;

  constructor(options: PresenceNewsOptions) {
    this.#options = options;
  }

  changed(person: Person): void {
    if (this.#isClosed) return;
    const { clock, presenceGatherMs } = this.#options;
    const readyAt = clock.now() + (person.isOnline ? 0 : presenceGatherMs);
    this.#changes.set(person.id, { person, readyAt });
    this.#schedule();
  }

  /** To be called before others hear what somebody says: nobody speaks who is not there. */
  speaks(id: MemberId): void {
    const isAway = this.#options.people.find(id)?.isOnline === false;
    if (isAway && this.#changes.get(id)?.person.isOnline === true) this.#tell();
  }

  /** Nothing is told afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#changes.clear();
  }

  #schedule(): void {
    const { clock, presenceGatherMs } = this.#options;
    this.#cancelTimer();
    if (this.#changes.size === 0) return;
    const readyAt = Math.min(...[...this.#changes.values()].map((change) => change.readyAt));
    const waitMs = Math.max(readyAt, this.#lastAt + presenceGatherMs) - clock.now();
    if (waitMs <= 0) this.#tell();
    else this.#cancelTimer = clock.after(waitMs, () => this.#tell());
  }

  #tell(): void {
    const { people, announcer, clock } = this.#options;
    const news: Person[] = [];
    for (const [id, { person, readyAt }] of this.#changes) {
      if (readyAt > clock.now()) continue;
      this.#changes.delete(id);
      const wasOnline = people.find(id)?.isOnline;
      people.set(person);
      if (person.isOnline !== wasOnline) news.push(person);
    }
    if (news.length > 0) {
      this.#lastAt = clock.now();
      announcer.membersChanged(news);
    }
    this.#schedule();
  }
}
