/** How a server is given a farm: one tie to Redis, and on it a router for each hub. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RouterFactory, RouterSetup } from '@parley/signalr-server';
import { routerClosed } from './errors.ts';
import { createClientFactory } from './link/redis-client.ts';
import type { RedisAddress, RedisClientFactory } from './link/redis-client.ts';
import { RedisLink } from './link/redis-link.ts';
import type { RedisState } from './link/redis-link.ts';
import { RedisRouter } from './redis-router.ts';
import { createBackplaneChannels } from './wire/backplane-channels.ts';

/** Which Redis, and how much of it a server uses. */
export interface RedisRouterSettings extends RedisAddress {
  /**
   * Makes the clients, in the place of `url` and `clientOptions`: for Sentinel. Called twice for
   * each attempt; a client that reports an error is given up, and others are made.
   */
  readonly createClient?: RedisClientFactory;
  /** Stands before the name of every channel, as StackExchange.Redis's `ChannelPrefix` does. Default: nothing. */
  readonly channelPrefix?: string;
  /** What may wait for Redis to take it; more is refused. Default: 64 MiB. */
  readonly maxPendingBytes?: number;
  /** A list of more connections is refused. Default: 100,000. */
  readonly maxFoundConnections?: number;
  readonly onStateChange?: (state: RedisState) => void;
}

/** For `createSignalRServer({ createRouter })`. Its connections to Redis end with the server's `close`. */
export interface RedisRouterFactory extends RouterFactory {
  /** `connecting` before the first hub is mapped. */
  state(): RedisState;
  /**
   * Resolves once Redis is connected and everything subscribed, however many attempts it takes; a
   * hub must have been mapped.
   *
   * @throws {RedisRouterError} `redis-unavailable` when the signal aborts, `router-closed` without a hub.
   */
  connected(signal?: AbortSignal): Promise<void>;
}

const MEBIBYTE = 1_048_576;

/** @throws {TypeError} for an address that is none. */
export function createRedisRouter(settings: RedisRouterSettings): RedisRouterFactory {
  const backplane = new RedisBackplane(settings);
  return Object.assign((setup: RouterSetup) => backplane.createRouter(setup), {
    state: () => backplane.state,
    connected: (signal?: AbortSignal) => backplane.connected(signal),
  });
}

class RedisBackplane {
  readonly #settings: RedisRouterSettings;
  readonly #createClient: RedisClientFactory;
  readonly #hubNames = new Set<string>();
  #link: RedisLink | undefined;
  #lastState: RedisState = 'connecting';

  constructor(settings: RedisRouterSettings) {
    this.#settings = settings;
    this.#createClient = settings.createClient ?? createClientFactory(settings);
    if (settings.createClient === undefined) {
      // Made for its complaint about an address that is none.
      void this.#createClient().destroy();
    }
  }

  get state(): RedisState {
    return this.#link?.state ?? this.#lastState;
  }

  async connected(signal?: AbortSignal): Promise<void> {
    if (this.#link === undefined) {
      throw routerClosed();
    }
    return this.#link.connected(signal);
  }

  /** @throws {TypeError} when two hubs of a server have one name. */
  createRouter({ hubName, protocols, clock, logger }: RouterSetup): RedisRouter {
    if (this.#hubNames.has(hubName)) {
      throw new TypeError(`Two hubs cannot share the name '${hubName}' in Redis.`);
    }
    this.#hubNames.add(hubName);
    const { channelPrefix = '', maxFoundConnections = 100_000 } = this.#settings;
    this.#link ??= this.#createLink({ clock, logger });
    return new RedisRouter({
      serverName: `${hostname()}_${randomUUID().replaceAll('-', '')}`,
      channels: createBackplaneChannels({ channelPrefix, hubName }),
      protocols,
      link: this.#link,
      clock,
      logger,
      maxFoundConnections,
      onClosed: () => {
        this.#forget(hubName);
      },
    });
  }

  #createLink({ clock, logger }: Pick<RouterSetup, 'clock' | 'logger'>): RedisLink {
    const { maxPendingBytes = 64 * MEBIBYTE, onStateChange } = this.#settings;
    return new RedisLink({
      createClient: this.#createClient,
      clock,
      logger,
      random: Math.random,
      maxPendingBytes,
      onStateChange: (state) => {
        this.#lastState = state;
        onStateChange?.(state);
      },
    });
  }

  /** With the last hub the connections go. */
  #forget(hubName: string): void {
    this.#hubNames.delete(hubName);
    if (this.#hubNames.size === 0) {
      this.#link?.close();
      this.#link = undefined;
    }
  }
}
