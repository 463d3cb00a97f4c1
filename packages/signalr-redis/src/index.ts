/** The Redis backplane: several servers, ours or ASP.NET Core's, as one. */

export { createRedisRouter } from './create-redis-router.ts';
export type { RedisRouterFactory, RedisRouterSettings } from './create-redis-router.ts';
export { RedisRouterError } from './errors.ts';
export type { RedisRouterErrorCode } from './errors.ts';
export type {
  RedisAddress,
  RedisClientFactory,
  RedisClientLike,
  RedisListener,
} from './link/redis-client.ts';
export type { RedisState } from './link/redis-link.ts';
