/** The part of a Redis client that is used, and how one is made. */

import { createClient } from '@redis/client';
import type { AnyRedisClientOptions } from '@redis/client';

/** What `createClient` and `createSentinel` of `@redis/client` return, as far as it is used. */
export interface RedisClientLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  connect(): Promise<unknown>;
  ping(): Promise<unknown>;
  publish(channel: string, message: Buffer): Promise<number>;
  pubSubNumSub(channels: string[]): Promise<Readonly<Record<string, number>>>;
  subscribe(channels: string[], listener: RedisListener, bufferMode: true): Promise<unknown>;
  unsubscribe(channels: string[]): Promise<unknown>;
  destroy(): unknown;
}

/** Hears one message, as `@redis/client` hands it over in buffers. */
export type RedisListener = (message: Buffer, channel: Buffer) => void;

/** Makes one client that is not connected yet, and that is not used again once it has failed. */
export type RedisClientFactory = () => RedisClientLike;

/** Where Redis is: an address, options of `@redis/client` (TLS, user, database), or both. */
export interface RedisAddress {
  /** `redis[s]://[[user][:password]@]host[:port][/database]` or `unix://path`. */
  readonly url?: string;
  readonly clientOptions?: Omit<AnyRedisClientOptions, 'url'>;
}

/** Clients that neither reconnect nor queue: both are decided in one place, `RedisLink`. */
export function createClientFactory({ url, clientOptions = {} }: RedisAddress): RedisClientFactory {
  return () =>
    createClient({
      maintNotifications: 'disabled',
      ...clientOptions,
      ...(url === undefined ? undefined : { url }),
      disableOfflineQueue: true,
      // The client writes into these.
      socket: { ...clientOptions.socket, reconnectStrategy: false },
    });
}
