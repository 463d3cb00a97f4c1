/** What every router tells of its connections, and how it ends them. Rules: SH-110 to SH-112. */

import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionQuery, Router } from '../../src/hubs/routing/router.ts';
import type { AskedRoom, RouterRoom } from './router-room.ts';

export function describeConnectionQueries(asked: AskedRoom): void {
  describe('connections seen from outside', () => {
    let room: RouterRoom;
    let router: Router;
    const find = async (query: ConnectionQuery): Promise<readonly string[]> => {
      const found = await router.find(query);
      return found.map(({ connectionId }) => connectionId).sort();
    };

    beforeEach(() => {
      ({ room, router } = asked());
    });

    test('[SH-110] all of them, those of a group and those of a user', async () => {
      await router.join('1', 'red');
      await router.join('4', 'red');

      expect(await find({ of: 'all' })).toEqual(['1', '2', '3', '4']);
      expect(await find({ of: 'group', name: 'red' })).toEqual(['1', '4']);
      expect(await find({ of: 'group', name: 'Red' })).toEqual([]);
      expect(await find({ of: 'user', id: 'ann' })).toEqual(['1', '2']);
      expect(await find({ of: 'user', id: 'nobody' })).toEqual([]);

      await room.remove(room.ann);
      expect(await find({ of: 'all' })).toEqual(['2', '3', '4']);
      expect(await find({ of: 'group', name: 'red' })).toEqual(['4']);
      expect(await find({ of: 'user', id: 'ann' })).toEqual(['2']);
    });

    test('[SH-111] one of them, and whose it is', async () => {
      expect(await router.find({ of: 'connection', id: '2' })).toEqual([
        { connectionId: '2', userId: 'ann' },
      ]);
      expect(await router.find({ of: 'connection', id: '4' })).toEqual([
        { connectionId: '4', userId: undefined },
      ]);
      expect(await router.find({ of: 'connection', id: 'unknown' })).toEqual([]);
    });

    test('[SH-111] the groups of one of them', async () => {
      for (const group of ['red', 'blue', 'green']) {
        await router.join('1', group);
        await router.join('2', group);
      }
      await router.leave('1', 'green');
      await router.leave('2', 'green');

      expect(await router.groupsOf('1')).toEqual(['blue', 'red']);
      expect(await router.groupsOf('2')).toEqual(['blue', 'red']);
      expect(await router.groupsOf('3')).toEqual([]);
      expect(await router.groupsOf('unknown')).toEqual([]);
    });

    test('[SH-112] one of them is ended, and the others are not', async () => {
      const notice = { reason: 'spam', allowReconnect: true };

      expect(await router.disconnect('1', notice)).toBe(true);
      expect(await router.disconnect('2', {})).toBe(true);
      expect(await router.disconnect('unknown', {})).toBe(false);
      await room.ann.isEnded();
      await room.annToo.isEnded();

      await room.allHearFrom(router);
      expect(room.ann.notices).toEqual([notice]);
      expect(room.annToo.notices).toEqual([{}]);
      expect([room.bob.notices, room.guest.notices]).toEqual([[], []]);
    });
  });
}
