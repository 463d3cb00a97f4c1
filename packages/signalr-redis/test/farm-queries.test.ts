/** Lists of the whole farm, and ends from elsewhere. Rules: docs/spec/signalr-redis.md, SR-50 to SR-54. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import { Farm } from './support/farm.ts';
import type { FarmNode } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

/**
 * Three servers with two connections each; the odd ones are in `red`, all of the second are `bob`. Their time stands still:
 * no answer is late.
 */
async function populate(farm: Farm): Promise<readonly [FarmNode, FarmNode, FarmNode]> {
  const nodes = await farm.createNodes(3, { clock: new ManualClock() });
  for (const [index, node] of nodes.entries()) {
    for (const offset of [1, 2]) {
      const id = String(index * 2 + offset);
      await node.connect(id, index === 1 ? { userId: 'bob' } : {});
      if (offset === 1) {
        await node.router.join(id, 'red');
      }
    }
  }
  return nodes;
}

async function idsFound(
  node: FarmNode,
  query: Parameters<FarmNode['router']['find']>[0],
): Promise<readonly string[]> {
  const found = await node.router.find(query);
  return found.map(({ connectionId }) => connectionId).sort();
}

test('[SR-50] every server says what it has', async () => {
  await using farm = new Farm(redis);
  const [one, two] = await populate(farm);

  expect(await idsFound(one, { of: 'all' })).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(await idsFound(two, { of: 'group', name: 'red' })).toEqual(['1', '3', '5']);
  expect(await idsFound(one, { of: 'user', id: 'bob' })).toEqual(['3', '4']);
  expect(await idsFound(one, { of: 'group', name: 'blue' })).toEqual([]);
  expect(await one.router.find({ of: 'connection', id: '3' })).toEqual([
    { connectionId: '3', userId: 'bob' },
  ]);
  expect(await idsFound(one, { of: 'connection', id: 'unknown' })).toEqual([]);
});

test('[SR-50] who only watches is not waited for, nor who has left', async () => {
  await using farm = new Farm(redis);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  const [one, two] = await populate(farm);
  await two.router.close();

  expect(await idsFound(one, { of: 'all' })).toEqual(['1', '2', '5', '6']);
  expect(peer.channels).toContain(':parley:query');
});

test('[SR-51] groups and the end of a connection on another server', async () => {
  await using farm = new Farm(redis);
  const [one, , three] = await populate(farm);
  const far = await three.connect('far');
  await three.router.join('far', 'b');
  await three.router.join('far', 'a');

  expect(await one.router.groupsOf('far')).toEqual(['a', 'b']);
  expect(await one.router.groupsOf('unknown')).toEqual([]);
  expect(await one.router.disconnect('far', { reason: 'out', allowReconnect: true })).toBe(true);
  expect(await far.isDisconnected()).toEqual({ reason: 'out', allowReconnect: true });
  expect(await one.router.disconnect('unknown', {})).toBe(false);
});

test('[SR-51] a connection that is found needs nobody else’s answer', async () => {
  await using farm = new Farm(redis);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  const [one, , three] = await populate(farm);
  await three.connect('far');
  const leave = await peer.occupy(':parley:query');

  expect(await one.router.groupsOf('far')).toEqual([]);
  expect(await one.router.disconnect('far', {})).toBe(true);
  expect(await idsFound(one, { of: 'connection', id: 'far' })).toEqual(['far']);
  await leave();
});

test('[SR-52] a connection of this server is asked without Redis', async () => {
  await using farm = new Farm(redis);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  const [one] = await populate(farm);

  expect(await one.router.groupsOf('1')).toEqual(['red']);
  expect(await idsFound(one, { of: 'connection', id: '1' })).toEqual(['1']);
  expect(await one.router.disconnect('1', {})).toBe(true);
  await one.router.find({ of: 'all' });
  await peer.hears(':parley:query');
  expect(peer.channels.filter((channel) => channel === ':parley:query')).toHaveLength(1);
});

test('[SR-53] a server that does not answer is an error, not a shorter list', async () => {
  await using farm = new Farm(redis);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  const clock = new ManualClock();
  const [node] = await farm.createNodes(1, { clock });
  const leave = await peer.occupy(':parley:query');

  const found = expect(node.router.find({ of: 'all' })).rejects.toMatchObject({
    code: 'query-timeout',
    isRetryable: true,
  });
  await peer.hears(':parley:query');
  clock.advance(5_000);
  await found;
  await leave();
  expect(await node.router.find({ of: 'all' })).toEqual([]);
});

test('[SR-54] a long list comes in pieces, and one that is too long is refused', async () => {
  await using farm = new Farm(redis);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  const clock = new ManualClock();
  const one = farm.createNode({ maxFoundConnections: 2_500, clock });
  const two = farm.createNode({ clock });
  await Promise.all([one.factory.connected(), two.factory.connected()]);
  const ids = Array.from({ length: 2_500 }, (_, index) => `c${index}`);
  await Promise.all(ids.map((id) => two.connect(id)));

  expect(await idsFound(one, { of: 'all' })).toEqual([...ids].sort());
  await peer.hearsMany(':parley:reply:', 3);
  const replies = peer.channels.filter((channel) => channel.startsWith(':parley:reply:'));
  expect(replies).toHaveLength(3);

  await one.connect('one too many');
  await expect(one.router.find({ of: 'all' })).rejects.toMatchObject({
    code: 'query-too-large',
    isRetryable: false,
  });
});
