/** Redis lost and back, by a real one that is killed. Rules: docs/spec/signalr-redis.md, SR-40 to SR-49. */

import { createClient } from '@redis/client';
import { MessageType } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { message } from '../../signalr-server/test/support/message.ts';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import { reconnectDelayMs } from '../src/link/reconnect-delay.ts';
import { Farm } from './support/farm.ts';
import type { FarmNode } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';

const UNAVAILABLE = { code: 'redis-unavailable', isRetryable: true, retryAfterMs: 1_000 };

interface Outage extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly farm: Farm;
  readonly here: FarmNode;
  readonly there: FarmNode;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Two servers of one farm on a Redis of their own. */
async function prepare(): Promise<Outage> {
  const redis = await RedisServer.start();
  const farm = new Farm(redis);
  const [here, there] = await farm.createNodes(2);
  const reach = async (state: 'connected' | 'disconnected'): Promise<void> => {
    await Promise.all([here.reaches(state), there.reaches(state)]);
  };
  return {
    redis,
    farm,
    here,
    there,
    async begin() {
      await redis.kill();
      await reach('disconnected');
    },
    async end() {
      await redis.start();
      await reach('connected');
    },
    async [Symbol.asyncDispose]() {
      await farm[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

describe('while Redis is away', () => {
  test('[SR-40] what needs it is refused, and nothing of it arrives later', async () => {
    await using outage = await prepare();
    const { here, there } = outage;
    const far = await there.connect('1');
    await outage.begin();

    await expect(here.router.send({ to: 'all' }, message('lost'))).rejects.toMatchObject(
      UNAVAILABLE,
    );
    await expect(here.router.join('1', 'red')).rejects.toMatchObject(UNAVAILABLE);
    await expect(here.router.find({ of: 'all' })).rejects.toMatchObject(UNAVAILABLE);
    await expect(here.router.invoke('1', { target: 'ask', arguments: [] })).rejects.toMatchObject(
      UNAVAILABLE,
    );

    await outage.end();
    await here.router.send({ to: 'all' }, message('found'));
    await far.hears('found');
    expect(far.heard).toEqual(['found']);
  });

  test('[SR-41] the log has two lines however much was tried, and the state is told', async () => {
    await using outage = await prepare();
    const { here } = outage;
    await outage.begin();

    for (let attempt = 0; attempt < 20; attempt += 1) {
      await expect(here.router.send({ to: 'all' }, message('lost'))).rejects.toThrow();
    }
    expect(here.factory.state()).toBe('disconnected');
    await outage.end();

    expect(here.states).toEqual(['connected', 'disconnected', 'connected']);
    expect(
      here.logger.lines.filter(({ level }) => level !== 'debug').map(({ text }) => text),
    ).toEqual(['Redis cannot be reached; this server is alone until it is back', 'Redis is back']);
  });

  test('[SR-43] everything is heard again, with what changed meanwhile', async () => {
    await using outage = await prepare();
    const { here, there } = outage;
    const old = await there.connect('old', { userId: 'ann' });
    const gone = await there.connect('gone', { userId: 'bob' });
    await there.router.join('old', 'kept');
    await there.router.join('old', 'left');
    await outage.begin();

    await there.router.remove(gone);
    await there.router.leave('old', 'left');
    await there.router.join('old', 'joined');
    const fresh = await there.connect('fresh', { userId: 'eve' });
    await outage.end();

    await here.router.send({ to: 'groups', names: ['left'] }, message('left'));
    await here.router.send({ to: 'groups', names: ['kept'] }, message('kept'));
    await here.router.send({ to: 'groups', names: ['joined'] }, message('joined'));
    await here.router.send({ to: 'users', ids: ['ann', 'eve'] }, message('user'));
    await here.router.send({ to: 'connections', ids: ['fresh'] }, message('connection'));
    await here.router.send({ to: 'all' }, message('all'));
    await Promise.all([old.hears('all'), fresh.hears('all')]);

    expect(old.heard).toEqual(['kept', 'joined', 'user', 'all']);
    expect(fresh.heard).toEqual(['user', 'connection', 'all']);
    await using peer = await RedisPeer.connect(outage.redis, outage.farm.prefix);
    const channels = await peer.subscribed();
    expect(channels.filter((channel) => /:(?:connection|group|user):/.test(channel))).toEqual([
      ':connection:fresh',
      ':connection:old',
      ':group:joined',
      ':group:kept',
      ':user:ann',
      ':user:eve',
    ]);
  });

  test('[SR-43] thousands of channels come back, and every outage after the first', async () => {
    await using outage = await prepare();
    const { here, there } = outage;
    await there.connect('1');
    const names = Array.from({ length: 2_500 }, (_, index) => `group-${index}`);
    await Promise.all(names.map((name) => there.router.join('1', name)));

    for (let round = 0; round < 3; round += 1) {
      await outage.begin();
      await outage.end();
      const near = await here.connect(`near-${round}`);
      await there.router.send({ to: 'connections', ids: [near.connectionId] }, message('hello'));
      await near.hears('hello');
    }
    await using peer = await RedisPeer.connect(outage.redis, outage.farm.prefix);
    const groups = (await peer.subscribed()).filter((channel) => channel.startsWith(':group:'));
    expect(groups).toEqual(names.map((name) => `:group:${name}`).sort());
  });

  test('[SR-44] connections of this server are served as far as nobody else is needed', async () => {
    await using outage = await prepare();
    const { here } = outage;
    const old = await here.connect('old');
    await outage.begin();

    const fresh = await here.connect('fresh');
    await here.router.join('fresh', 'red');
    await here.router.send({ to: 'connections', ids: ['fresh'] }, message('hello'));
    expect(fresh.heard).toEqual(['hello']);
    expect(await here.router.groupsOf('fresh')).toEqual(['red']);
    expect(await here.router.find({ of: 'connection', id: 'old' })).toEqual([
      { connectionId: 'old', userId: undefined },
    ]);
    expect(await here.router.disconnect('old', { reason: 'out' })).toBe(true);
    expect(old.notices).toEqual([{ reason: 'out' }]);
    await here.router.leave('fresh', 'red');
    await here.router.remove(fresh);

    const asked = await here.connect('asked');
    const answer = here.router.invoke('asked', { target: 'ask', arguments: [] });
    const { invocationId = '' } = await asked.hears('ask');
    here.router.receiveResult(asked, {
      type: MessageType.completion,
      invocationId,
      outcome: { kind: 'result', result: 42 },
    });
    expect(await answer).toBe(42);
  });

  test('[SR-45] whatever was waiting for another server is told', async () => {
    await using outage = await prepare();
    const { here, there } = outage;
    await there.connect('1');
    await using peer = await RedisPeer.connect(outage.redis, outage.farm.prefix);
    await peer.occupy(':connection:ghost');
    await peer.occupy(':parley:query');

    const waiting = [
      here.router.join('ghost', 'red'),
      here.router.find({ of: 'all' }),
      here.router.invoke('1', { target: 'ask', arguments: [] }),
    ].map((promise) => expect(promise).rejects.toMatchObject(UNAVAILABLE));
    await Promise.all([
      peer.hears(':internal:groups'),
      peer.hears(':parley:query'),
      peer.hears(':connection:1'),
    ]);
    await outage.begin();

    await Promise.all(waiting);
  });
});

describe('how Redis is lost and found', () => {
  test('[SR-42] the wait doubles up to 5 seconds, less up to half of it', () => {
    const longest = [0, 1, 2, 5, 6, 20].map((attempt) => reconnectDelayMs(attempt, () => 1));
    const shortest = [0, 1, 2, 5, 6, 20].map((attempt) => reconnectDelayMs(attempt, () => 0));

    expect(longest).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
    expect(shortest).toEqual([50, 100, 200, 1_600, 2_500, 2_500]);
  });

  test('[SR-46] a Redis that is silent is lost after a ping', async () => {
    await using redis = await RedisServer.start();
    await using farm = new Farm(redis);
    const clock = new ManualClock();
    const [node] = await farm.createNodes(1, { clock });

    clock.advance(5_000);
    await node.isAnswered();
    redis.pause();
    clock.advance(5_000);
    const sent = expect(node.router.send({ to: 'all' }, message('lost'))).rejects.toMatchObject(
      UNAVAILABLE,
    );
    expect(node.factory.state()).toBe('connected');
    clock.advance(5_000);

    await node.reaches('disconnected');
    await sent;
  });

  test('[SR-47] what waits for a Redis that is behind is bounded', async () => {
    await using redis = await RedisServer.start();
    await using farm = new Farm(redis);
    const [node] = await farm.createNodes(1, { maxPendingBytes: 10_000 });
    redis.pause();

    const text = 'x'.repeat(1_000);
    const sends = Array.from({ length: 100 }, async () => {
      try {
        await node.router.send({ to: 'all' }, message('big', text));
        return 'sent';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    await redis.kill();
    const outcomes = await Promise.all(sends);

    expect(outcomes.filter((outcome) => outcome === 'redis-unavailable')).toHaveLength(4);
    expect(outcomes.filter((outcome) => outcome === 'redis-overloaded')).toHaveLength(96);
  });

  test('[SR-48] a server that starts before Redis joins the farm when it is there', async () => {
    await using redis = await RedisServer.start();
    await redis.kill();
    await using farm = new Farm(redis);
    const node = farm.createNode();
    const one = await node.connect('1', { userId: 'ann' });
    await node.router.join('1', 'red');
    expect(node.factory.state()).toBe('disconnected');

    await redis.start();
    await node.factory.connected();
    const other = farm.createNode();
    await other.router.send({ to: 'groups', names: ['red'] }, message('hello'));
    await one.hears('hello');
  });

  test('[SR-49] what Redis forbids is an error of its own', async () => {
    await using redis = await RedisServer.start();
    const administrator = createClient({ url: redis.url });
    await administrator.connect();
    const rules = ['on', '>secret', 'allchannels', '+@all', '-publish'];
    await administrator.aclSetUser('reader', rules);
    administrator.destroy();
    await using farm = new Farm(redis);
    const [node] = await farm.createNodes(1, {
      clientOptions: { username: 'reader', password: 'secret' },
    });

    await expect(node.router.send({ to: 'all' }, message('no'))).rejects.toMatchObject({
      code: 'redis-refused',
      isRetryable: false,
    });
    expect(node.factory.state()).toBe('connected');
  });
});
