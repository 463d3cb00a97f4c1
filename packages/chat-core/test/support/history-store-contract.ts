/** What every implementation of the history port must do. Each test opens a new, empty store. */

import type { HistoryStore } from '@parley/chat-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CurrentStore } from './history-store-fixtures.ts';
import {
  T0,
  ada,
  bob,
  expectFailure,
  llama,
  newRoom,
  otherRoom,
  person,
  room,
} from './history-store-fixtures.ts';
import { describeMessages, describePages } from './history-store-message-contract.ts';
import { describeReplies, describeTurns } from './history-store-reply-contract.ts';

export function describeHistoryStore(name: string, open: () => Promise<HistoryStore>): void {
  describe(`history store: ${name}`, () => {
    let store: HistoryStore;

    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });

    const current: CurrentStore = () => store;
    describePeople(current);
    describeRooms(current);
    describeMessages(current);
    describeTurns(current);
    describeReplies(current);
    describePages(current);
    describeDeviceLinks(current);
    describeLifecycle(current);
  });
}

function describePeople(store: CurrentStore): void {
  describe('people', () => {
    it('finds and lists who was added, in the order of their coming', async () => {
      expect(await store().addPerson(person(bob, 'Bob'))).toBe('added');
      expect(await store().addPerson(person(ada, 'Ada'))).toBe('added');
      expect(await store().findPerson(ada)).toEqual(person(ada, 'Ada'));
      expect(await store().listPeople()).toEqual([person(bob, 'Bob'), person(ada, 'Ada')]);
    });

    it('finds nobody under an unknown id', async () => {
      expect(await store().findPerson(ada)).toBeUndefined();
      expect(await store().listPeople()).toEqual([]);
    });

    it('refuses a name whose key is taken, and changes nothing', async () => {
      await store().addPerson(person(ada, 'Ada'));
      expect(await store().addPerson(person(bob, 'ADA'))).toBe('name-taken');
      expect(await store().findPerson(bob)).toBeUndefined();
    });

    it('gives a name to one of two who ask for it at the same time', async () => {
      const results = await Promise.all([
        store().addPerson(person(ada, 'Sam')),
        store().addPerson(person(bob, 'sam')),
      ]);
      expect(results.toSorted()).toEqual(['added', 'name-taken']);
      expect(await store().listPeople()).toHaveLength(1);
    });

    it('keeps when somebody was last seen', async () => {
      await store().addPerson(person(ada, 'Ada'));
      await store().setLastSeen(ada, T0 + 5);
      expect(await store().findPerson(ada)).toEqual({ ...person(ada, 'Ada'), lastSeenAt: T0 + 5 });
    });
  });
}

function describeRooms(store: CurrentStore): void {
  describe('rooms', () => {
    it('lists rooms in the order of their making, with their members in the order of joining', async () => {
      expect(await store().addRoom(newRoom(otherRoom, 'Zoo', [llama]))).toBe('added');
      expect(await store().addRoom(newRoom(room, 'Attic', [llama, ada]))).toBe('added');
      await store().addRoomMember(otherRoom, bob);
      await store().addRoomMember(otherRoom, ada);
      expect(await store().listRooms()).toEqual([
        { ...newRoom(otherRoom, 'Zoo', [llama, bob, ada]), lastSequence: 0 },
        { ...newRoom(room, 'Attic', [llama, ada]), lastSequence: 0 },
      ]);
    });

    it('refuses a room whose name is taken, whatever its case', async () => {
      await store().addRoom(newRoom(room, 'Attic', []));
      expect(await store().addRoom(newRoom(otherRoom, 'ATTIC', [ada]))).toBe('name-taken');
      expect(await store().listRooms()).toHaveLength(1);
    });

    it('renames a room, also to its own name in another case', async () => {
      await store().addRoom(newRoom(room, 'Attic', []));
      const renamed = { name: 'ATTIC', nameKey: 'attic' };
      expect(await store().renameRoom(room, renamed)).toBe('renamed');
      expect(await store().renameRoom(room, { name: 'Roof', nameKey: 'roof' })).toBe('renamed');
      expect(await store().listRooms()).toMatchObject([{ name: 'Roof', nameKey: 'roof' }]);
      expect(await store().addRoom(newRoom(otherRoom, 'attic', []))).toBe('added');
    });

    it('does not rename a room to the name of another', async () => {
      await store().addRoom(newRoom(room, 'Attic', []));
      await store().addRoom(newRoom(otherRoom, 'Roof', []));
      const taken = { name: 'roof', nameKey: 'roof' };
      expect(await store().renameRoom(room, taken)).toBe('name-taken');
      expect(await store().listRooms()).toMatchObject([{ name: 'Attic' }, { name: 'Roof' }]);
    });

    it('adds a member once, and takes one away who may not be there', async () => {
      await store().addRoom(newRoom(room, 'Attic', [ada]));
      await store().addRoomMember(room, ada);
      await store().removeRoomMember(room, bob);
      expect(await store().listRooms()).toMatchObject([{ memberIds: [ada] }]);
      await store().removeRoomMember(room, ada);
      expect(await store().listRooms()).toMatchObject([{ memberIds: [] }]);
    });

    it('fails to add a member to a room that is not there', async () => {
      await expectFailure(store().addRoomMember(room, ada));
    });
  });
}

function describeDeviceLinks(store: CurrentStore): void {
  describe('device links', () => {
    beforeEach(() => store().addPerson(person(ada, 'Ada')));

    it('can be taken once', async () => {
      await store().addDeviceLink({ hash: 'h1', memberId: ada, expiresAt: T0 + 10 });
      const taken = await Promise.all([
        store().takeDeviceLink('h1', T0),
        store().takeDeviceLink('h1', T0),
      ]);
      expect(taken.filter((memberId) => memberId === ada)).toHaveLength(1);
      expect(await store().takeDeviceLink('h1', T0)).toBeUndefined();
    });

    it('are worth nothing from the moment at which they expire', async () => {
      await store().addDeviceLink({ hash: 'h1', memberId: ada, expiresAt: T0 + 10 });
      expect(await store().takeDeviceLink('h1', T0 + 10)).toBeUndefined();
      expect(await store().takeDeviceLink('unknown', T0)).toBeUndefined();
    });
  });
}

function describeLifecycle(store: CurrentStore): void {
  describe('lifecycle', () => {
    it('says that it is healthy, as often as it is asked', async () => {
      await store().checkHealth();
      await store().checkHealth();
    });

    it('can be closed twice, and does nothing afterwards', async () => {
      await store().close();
      await store().close();
      await expectFailure(store().listRooms());
      await expectFailure(store().checkHealth());
    });
  });
}
