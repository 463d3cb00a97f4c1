/** Where Redis is, how the clients are made, and what is told of them. Rules: SR-70 to SR-72. */

import { inspect } from 'node:util';
import { createClient, createSentinel } from '@redis/client';
import { JsonHubProtocol } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import { message } from '../../signalr-server/test/support/message.ts';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../signalr-server/test/support/recording-logger.ts';
import { createRedisRouter } from '../src/index.ts';
import { Farm } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';

const SETUP = {
  hubName: 'Chat',
  protocols: [new JsonHubProtocol()],
  clock: new ManualClock(),
  logger: new RecordingLogger(),
};

test('[SR-70] user, password and database come from the address', async () => {
  await using redis = await RedisServer.start(['--requirepass', 'secret']);
  await using farm = new Farm(redis);
  const refused = farm.createNode();
  await refused.reaches('disconnected');
  const [one] = await farm.createNodes(1, {
    url: redis.url.replace('//', '//default:secret@').concat('/3'),
    clientOptions: { name: 'node-one', RESP: 2 },
  });
  const [two] = await farm.createNodes(1, {
    clientOptions: { username: 'default', password: 'secret', database: 3 },
  });

  const near = await one.connect('1');
  await two.router.send({ to: 'connections', ids: ['1'] }, message('hello'));
  await near.hears('hello');

  const administrator = createClient({ url: redis.url, password: 'secret' });
  await administrator.connect();
  const clients = await administrator.clientList();
  administrator.destroy();
  expect(clients.filter(({ name }) => name === 'node-one').map(({ db }) => db)).toEqual([3, 3]);
  // A password that is wrong is an outage like any other, and nothing of it is in the log.
  expect(inspect(refused.logger.lines, { depth: 9 })).not.toContain('secret');
});

test('[SR-70] the client’s own reconnecting and queueing stay off', async () => {
  await using redis = await RedisServer.start();
  await using farm = new Farm(redis);
  const [node] = await farm.createNodes(1, {
    clientOptions: { disableOfflineQueue: false, socket: { reconnectStrategy: () => 0 } },
  });
  await redis.kill();
  await node.reaches('disconnected');

  await expect(node.router.send({ to: 'all' }, message('lost'))).rejects.toMatchObject({
    code: 'redis-unavailable',
  });
});

test('[SR-70] an address that is none is refused at once', () => {
  expect(() => createRedisRouter({ url: 'http://localhost' })).toThrow(TypeError);
  expect(() => createRedisRouter({ url: 'redis://localhost/x' })).toThrow(TypeError);
});

test('[SR-71] clients made elsewhere: Sentinel', async () => {
  await using master = await RedisServer.start();
  await using sentinel = await RedisServer.startSentinel(master);
  await using farm = new Farm(master);
  const createNodeClient = () =>
    createSentinel({
      name: 'main',
      sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }],
    });
  const [one, two] = await farm.createNodes(2, { createClient: createNodeClient });
  const far = await two.connect('1');

  await one.router.join('1', 'red');
  await one.router.send({ to: 'groups', names: ['red'] }, message('hello'));
  await far.hears('hello');
  expect(await one.router.find({ of: 'group', name: 'red' })).toHaveLength(1);
});

test('[SR-72] whoever waits for Redis is told, or gives up', async () => {
  await using redis = await RedisServer.start();
  await redis.kill();
  await using farm = new Farm(redis);
  const node = farm.createNode();
  const controller = new AbortController();
  const gaveUp = expect(node.factory.connected(controller.signal)).rejects.toMatchObject({
    code: 'redis-unavailable',
  });
  const connected = node.factory.connected();
  expect(node.factory.state()).toBe('connecting');
  await node.reaches('disconnected');
  controller.abort();
  await gaveUp;

  await redis.start();
  await connected;
  expect(node.states).toEqual(['disconnected', 'connected']);
  await using peer = await RedisPeer.connect(redis, farm.prefix);
  expect(await peer.subscribed()).toHaveLength(6);

  await node.router.close();
  expect(node.states.at(-1)).toBe('closed');
  await expect(node.factory.connected()).rejects.toMatchObject({ code: 'router-closed' });
  await expect(node.router.send({ to: 'all' }, message('late'))).rejects.toMatchObject({
    code: 'router-closed',
  });
});

test('[SR-82] clients that cannot be made, and a listener that fails, are logged and end nothing', async () => {
  await using redis = await RedisServer.start();
  await using farm = new Farm(redis);
  let made = 0;
  const node = farm.createNode({
    createClient: () => {
      made += 1;
      if (made <= 2) {
        throw new Error('no certificate');
      }
      return createClient({ url: redis.url });
    },
    onStateChange: (state) => {
      throw new Error(`unheard: ${state}`);
    },
  });
  await node.factory.connected();
  const far = await node.connect('1');
  await node.router.send({ to: 'all' }, message('hello'));
  await far.hears('hello');
  expect(node.logger.texts('error')).toEqual([
    'Redis cannot be reached; this server is alone until it is back',
    'What listens to the state of Redis failed',
    'What listens to the state of Redis failed',
  ]);
});

test('[SR-72] a factory can be used again after its server has closed', async () => {
  await using redis = await RedisServer.start();
  const factory = createRedisRouter({ url: redis.url });
  for (const round of [1, 2]) {
    const router = factory(SETUP);
    await factory.connected();
    await router.send({ to: 'all' }, message(`round-${round}`));
    await router.close();
  }
});
