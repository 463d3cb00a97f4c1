/** The Redis router does what every router does, alone and with its connections on two servers. */

import { afterAll, beforeAll } from 'vitest';
import { describeRouter } from '../../signalr-server/test/support/router-contract.ts';
import { Farm } from './support/farm.ts';
import { RedisServer } from './support/redis-server.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

describeRouter('RedisRouter on one server', async () => {
  const farm = new Farm(redis);
  const [{ router }] = await farm.createNodes(1);
  return { routerFor: () => router, close: () => farm[Symbol.asyncDispose]() };
});

describeRouter('RedisRouter on two servers', async () => {
  const farm = new Farm(redis);
  const nodes = await farm.createNodes(2);
  return {
    routerFor: (index) => (index === 0 ? nodes[0] : nodes[1]).router,
    close: () => farm[Symbol.asyncDispose](),
  };
});
