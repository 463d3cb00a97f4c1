/** Making a person of a name. */

import { displayNameProblem, nameKey, normaliseName } from '@parley/chat-protocol';
import type { Outcome, Person } from '@parley/chat-protocol';
import type { AgentRoster } from '../agents/agent-roster.ts';
import type { Announcer } from '../announcer.ts';
import { StorageError } from '../errors.ts';
import type { HistoryStore } from '../history-store.ts';
import { newMemberId } from '../new-ids.ts';
import { accepted, refused } from '../outcomes.ts';
import type { ChatLogger, Clock, IdSource } from '../ports.ts';
import type { Membership } from '../rooms/membership.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { People } from './people.ts';

export interface RegistrationOptions {
  readonly store: Pick<HistoryStore, 'addPerson'>;
  readonly people: People;
  readonly roster: AgentRoster;
  readonly rooms: Rooms;
  readonly membership: Membership;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: ChatLogger;
}

export class Registration {
  readonly #options: RegistrationOptions;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  async addPerson(wanted: string): Promise<Outcome<Person>> {
    const { store, people, roster, announcer, clock, ids } = this.#options;
    const problem = displayNameProblem(wanted);
    if (problem !== undefined) return refused('invalid-input', problem);
    const name = normaliseName(wanted);
    if (roster.isReserved(name)) return nameTaken(name);

    const createdAt = clock.now();
    const id = newMemberId(ids);
    const stored = { id, name, nameKey: nameKey(name), createdAt, lastSeenAt: null };
    if ((await store.addPerson(stored)) === 'name-taken') return nameTaken(name);

    const person = people.add(stored);
    announcer.memberChanged(person);
    await this.#joinFirstRoom(person);
    return accepted(person);
  }

  // The person exists already: a room that cannot be joined now can be joined by hand.
  async #joinFirstRoom(person: Person): Promise<void> {
    const { rooms, membership, logger } = this.#options;
    const [first] = rooms.all();
    if (first === undefined) return;
    try {
      await membership.joinRoom(person.id, { roomId: first.id });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      logger.warn({ error, memberId: person.id }, 'a new person could not join the first room');
    }
  }
}

function nameTaken(name: string): Outcome<never> {
  return refused('name-taken', `“${name}” is taken. Choose another name.`);
}
