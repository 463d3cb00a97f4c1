/** The people of the chat, as everybody sees them. */

import type { MemberId, Person } from '@parley/chat-protocol';
import type { StoredPerson } from '../history-store.ts';

export class People {
  readonly #people = new Map<MemberId, Person>();

  /** A person whom the store knows; nobody is online before they connect. */
  add(stored: StoredPerson): Person {
    const { id, name, lastSeenAt } = stored;
    return this.set({ kind: 'person', id, name, isOnline: false, lastSeenAt });
  }

  set(person: Person): Person {
    this.#people.set(person.id, person);
    return person;
  }

  find(id: MemberId): Person | undefined {
    return this.#people.get(id);
  }

  all(): readonly Person[] {
    return [...this.#people.values()];
  }
}
