/**
 * What every router does: one suite for all of them, on one server or on several.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-60 to SH-69 and SH-100 to SH-119.
 */

import { SerializedMessage } from '@parley/signalr-protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Audience, Router } from '../../src/hubs/routing/router.ts';
import { describeClientResults } from './client-results-contract.ts';
import { describeConnectionQueries } from './connection-queries-contract.ts';
import { message } from './message.ts';
import { JSON_PROTOCOL, RouterRoom } from './router-room.ts';
import type { AskedRoom, RouterFarm } from './router-room.ts';

/** Everything is asked of either server. Nothing is waited for by time. */
export function describeRouter(name: string, create: () => Promise<RouterFarm>): void {
  describe.each([0, 1])(`${name}, asked on server %i`, (index) => {
    let room: RouterRoom;
    let router: Router;
    const asked: AskedRoom = () => ({ room, router });

    beforeEach(async () => {
      const farm = await create();
      room = await RouterRoom.open(farm);
      router = farm.routerFor(index);
    });

    afterEach(async () => {
      await room.close();
    });

    describeDelivery(asked);
    describeClientResults(asked);
    describeConnectionQueries(asked);
  });
}

function describeDelivery(asked: AskedRoom): void {
  describe('delivery', () => {
    let room: RouterRoom;
    let router: Router;
    const reachedBy = (audience: Audience): Promise<readonly string[]> =>
      room.reachedBy(audience, router);

    beforeEach(() => {
      ({ room, router } = asked());
    });

    test('[SH-60] all, with and without exceptions', async () => {
      expect(await reachedBy({ to: 'all', except: ['2', 'unknown'] })).toEqual(['1', '3', '4']);
      expect(await reachedBy({ to: 'all' })).toEqual(['1', '2', '3', '4']);
    });

    test('[SH-60] connections by their ids', async () => {
      const audience: Audience = { to: 'connections', ids: ['3', 'unknown', '2'] };

      expect(await reachedBy(audience)).toEqual(['2', '3']);
      expect(await reachedBy({ ...audience, except: ['3'] })).toEqual(['2']);
      expect(await reachedBy({ to: 'connections', ids: [] })).toEqual([]);
    });

    test('[SH-61] members of groups, once for each group', async () => {
      await router.join('1', 'red');
      await router.join('1', 'blue');
      await router.join('2', 'red');
      await router.join('4', 'blue');

      expect(await reachedBy({ to: 'groups', names: ['red', 'blue', 'empty'] })).toEqual([
        '1',
        '1',
        '2',
        '4',
      ]);
      expect(await reachedBy({ to: 'groups', names: ['blue'], except: ['1'] })).toEqual(['4']);
    });

    test('[SH-62] every connection of a user', async () => {
      expect(await reachedBy({ to: 'users', ids: ['ann', 'nobody'] })).toEqual(['1', '2']);
      expect(await reachedBy({ to: 'users', ids: ['bob'] })).toEqual(['3']);
      expect(await reachedBy({ to: 'users', ids: [] })).toEqual([]);
    });

    test('[SH-63] joining twice, leaving twice and strangers change nothing', async () => {
      const audience: Audience = { to: 'groups', names: ['red'] };
      for (const id of ['1', '1', '2', '2', 'unknown']) {
        await router.join(id, 'red');
      }
      for (const id of ['3', '4', 'unknown']) {
        await router.leave(id, 'red');
      }
      expect(await reachedBy(audience)).toEqual(['1', '2']);

      await router.leave('1', 'red');
      await router.leave('1', 'red');
      expect(await reachedBy(audience)).toEqual(['2']);
      await router.leave('2', 'red');
      expect(await reachedBy(audience)).toEqual([]);
    });

    test('[SH-63] who is removed is reached by nothing and joins nothing', async () => {
      await router.join('1', 'red');
      await router.join('2', 'red');
      await room.remove(room.ann);
      await router.join('1', 'red');

      expect(await reachedBy({ to: 'groups', names: ['red'] })).toEqual(['2']);
      expect(await reachedBy({ to: 'users', ids: ['ann'] })).toEqual(['2']);
      expect(await reachedBy({ to: 'connections', ids: ['1', '2'] })).toEqual(['2']);
      expect(await reachedBy({ to: 'all' })).toEqual(['2', '3', '4']);
    });

    test('[SH-63] a name that was left to nobody can be joined again', async () => {
      await router.join('2', 'red');
      await router.leave('2', 'red');
      await router.join('3', 'red');

      expect(await reachedBy({ to: 'groups', names: ['red'] })).toEqual(['3']);
    });

    test('[SH-65] names are case-sensitive', async () => {
      await router.join('1', 'red');

      expect(await reachedBy({ to: 'groups', names: ['Red'] })).toEqual([]);
      expect(await reachedBy({ to: 'users', ids: ['Ann'] })).toEqual([]);
    });

    test('[SH-60] a message arrives as it was sent, in the protocol of each', async () => {
      const values = [{ text: 'grüß dich 👋', list: [1, null, 1.5] }, true];
      await router.send({ to: 'all' }, message('told', ...values));

      for (const recipient of [room.ann, room.annToo, room.bob, room.guest]) {
        await recipient.hears('told');
        expect(recipient.received[0]?.arguments).toEqual(values);
      }
    });

    test('[SH-69] messages arrive in the order in which they were sent', async () => {
      await router.join('3', 'red');
      await router.join('2', 'red');
      await Promise.all([
        router.send({ to: 'all' }, message('first')),
        router.send({ to: 'users', ids: ['ann', 'bob'] }, message('second')),
        router.send({ to: 'connections', ids: ['2', '3'] }, message('third')),
        router.send({ to: 'groups', names: ['red'] }, message('fourth')),
        router.send({ to: 'connections', ids: ['2'] }, message('fifth')),
        router.send({ to: 'connections', ids: ['3'] }, message('fifth')),
      ]);

      for (const recipient of [room.annToo, room.bob]) {
        await recipient.hears('fifth');
        expect(recipient.heard).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
      }
    });

    test('[SH-109] who speaks what a message was not encoded in is ended, the others served', async () => {
      const frames = new Map([['json', message('told').bytesFor(JSON_PROTOCOL)]]);
      await router.send({ to: 'all' }, SerializedMessage.fromFrames(frames));

      await room.guest.isEnded();
      expect(room.guest.notices).toEqual([
        {
          reason:
            'This message was received from another server that did not have the requested protocol available.',
          allowReconnect: true,
        },
      ]);
      for (const recipient of [room.ann, room.annToo, room.bob]) {
        await recipient.hears('told');
      }
      expect(await reachedBy({ to: 'all' })).toEqual(['1', '2', '3']);
    });
  });
}
