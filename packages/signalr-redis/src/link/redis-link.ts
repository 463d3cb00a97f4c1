/**
 * A server's tie to Redis, shared by its hubs: connects, says when Redis is lost, and comes back by
 * itself with every subscription. Rules: docs/spec/signalr-redis.md, SR-40 to SR-47.
 */

import { ErrorReply } from '@redis/client';
import type { Clock, Logger, Timer } from '@parley/signalr-server';
import { asError, RedisRouterError, redisUnavailable, routerClosed } from '../errors.ts';
import { ChannelSubscriptions } from './channel-subscriptions.ts';
import type { PayloadListener } from './channel-subscriptions.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import type { RedisClientFactory } from './redis-client.ts';
import { RedisPair } from './redis-pair.ts';

/**
 * `connecting` until the first attempt has ended; `disconnected` while Redis is away and is tried
 * again and again.
 */
export type RedisState = 'connecting' | 'connected' | 'disconnected' | 'closed';

export interface RedisLinkOptions {
  readonly createClient: RedisClientFactory;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** What may wait for Redis to take it. */
  readonly maxPendingBytes: number;
  readonly onStateChange: (state: RedisState) => void;
}

export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #subscriptions = new ChannelSubscriptions();
  readonly #lossListeners = new Set<() => void>();
  readonly #firstAttempt: Promise<void>;
  #state: RedisState = 'connecting';
  #pair: RedisPair | undefined;
  #failedAttempts = 0;
  #lostAtMs: number | undefined;
  #retry: Timer | undefined;
  #pendingBytes = 0;
  #waiters: readonly (() => void)[] = [];

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#firstAttempt = this.#connect();
  }

  get state(): RedisState {
    return this.#state;
  }

  /**
   * Resolves once Redis is connected, however many attempts it takes.
   *
   * @throws {RedisRouterError} `redis-unavailable` when the signal aborts; `router-closed`.
   */
  async connected(signal?: AbortSignal): Promise<void> {
    while (this.#state !== 'connected') {
      if (this.#state === 'closed') {
        throw routerClosed();
      }
      if (signal?.aborted === true) {
        throw redisUnavailable(signal.reason);
      }
      await this.#stateChanged(signal);
    }
  }

  /**
   * How many subscribers Redis gave it to.
   *
   * @throws {RedisRouterError} `redis-unavailable`, `redis-overloaded`, `redis-refused`, `router-closed`.
   */
  async publish(channel: string, payload: Uint8Array): Promise<number> {
    if (this.#pendingBytes + payload.length > this.#options.maxPendingBytes) {
      throw new RedisRouterError(
        'redis-overloaded',
        `More than ${this.#options.maxPendingBytes} bytes wait for Redis to take them.`,
      );
    }
    this.#pendingBytes += payload.length;
    try {
      return await this.#ask((pair) => pair.publish(channel, payload));
    } finally {
      this.#pendingBytes -= payload.length;
    }
  }

  /** How many connections to Redis listen to the channel. Throws as `publish` does. */
  countSubscribers(channel: string): Promise<number> {
    return this.#ask((pair) => pair.countSubscribers(channel));
  }

  /**
   * Listens to the channel until as many releases; resolves once Redis has acknowledged it. While
   * Redis is away it resolves at once, and the channel is subscribed to when Redis is back.
   *
   * @throws {RedisRouterError} `redis-refused`
   */
  async acquire(channel: string, listener: PayloadListener): Promise<void> {
    const acquired = this.#subscriptions.acquire(channel, listener);
    try {
      await Promise.all([acquired, this.#state === 'connecting' ? this.#firstAttempt : undefined]);
    } catch (error) {
      throw translated(error);
    }
  }

  /** As `acquire`. */
  async release(channel: string): Promise<void> {
    try {
      await this.#subscriptions.release(channel);
    } catch (error) {
      throw translated(error);
    }
  }

  /** Whatever is published there from now on comes here. */
  isHeard(channel: string): boolean {
    return this.#state === 'connected' && this.#subscriptions.isHeard(channel);
  }

  /** Called whenever a connected Redis is lost, and at the end. */
  onLost(listener: () => void): void {
    this.#lossListeners.add(listener);
  }

  close(): void {
    const wasConnected = this.#state === 'connected';
    this.#retry?.cancel();
    this.#enter('closed');
    this.#subscriptions.suspend();
    this.#pair?.close();
    if (wasConnected) {
      this.#reportLoss();
    }
  }

  async #ask<T>(question: (pair: RedisPair) => Promise<T>): Promise<T> {
    if (this.#state === 'connecting') {
      await this.#firstAttempt;
    }
    if (this.#state === 'closed') {
      throw routerClosed();
    }
    if (this.#state !== 'connected' || this.#pair === undefined) {
      throw redisUnavailable();
    }
    try {
      return await question(this.#pair);
    } catch (error) {
      throw translated(error);
    }
  }

  /** Never rejects: what became of it is the state. */
  async #connect(): Promise<void> {
    let pair: RedisPair;
    try {
      pair = this.#createPair();
    } catch (error) {
      this.#miss(asError(error));
      return;
    }
    this.#pair = pair;
    try {
      await pair.open();
      await this.#subscriptions.restore(pair);
    } catch (error) {
      pair.close();
      this.#lose(pair, asError(error));
      return;
    }
    if (this.#pair === pair && this.#state !== 'closed') {
      this.#arrive();
    }
  }

  #createPair(): RedisPair {
    const { createClient, clock } = this.#options;
    const pair = new RedisPair({
      createClient,
      clock,
      onMessage: (message, channel) => {
        this.#subscriptions.deliver(channel.toString(), message);
      },
      onLost: (error) => {
        this.#lose(pair, error);
      },
    });
    return pair;
  }

  #arrive(): void {
    const { logger, clock } = this.#options;
    if (this.#lostAtMs !== undefined) {
      const outageMs = Math.round(clock.now() - this.#lostAtMs);
      logger.warn({ outageMs, channels: this.#subscriptions.size }, 'Redis is back');
    }
    this.#lostAtMs = undefined;
    this.#failedAttempts = 0;
    this.#enter('connected');
  }

  #lose(pair: RedisPair, error: Error): void {
    if (this.#pair !== pair || this.#state === 'closed') {
      return;
    }
    this.#pair = undefined;
    this.#subscriptions.suspend();
    const wasConnected = this.#state === 'connected';
    this.#miss(error);
    if (wasConnected) {
      this.#reportLoss();
    }
  }

  /** Redis is not there, and is tried again. */
  #miss(error: Error): void {
    this.#logLoss(error);
    this.#scheduleRetry();
    if (this.#state !== 'disconnected') {
      this.#enter('disconnected');
    }
  }

  /** Once an outage, not once an attempt. */
  #logLoss(error: Error): void {
    const { logger, clock } = this.#options;
    if (this.#lostAtMs === undefined) {
      this.#lostAtMs = clock.now();
      logger.error({ error }, 'Redis cannot be reached; this server is alone until it is back');
    } else {
      logger.debug({ error, attempts: this.#failedAttempts }, 'Redis still cannot be reached');
    }
  }

  #scheduleRetry(): void {
    const { clock, random } = this.#options;
    const delayMs = reconnectDelayMs(this.#failedAttempts, random);
    this.#failedAttempts += 1;
    this.#retry = clock.startTimer(delayMs, () => {
      void this.#connect();
    });
  }

  #enter(state: RedisState): void {
    this.#state = state;
    for (const wake of this.#waiters) {
      wake();
    }
    try {
      this.#options.onStateChange(state);
    } catch (error) {
      this.#options.logger.error({ error, state }, 'What listens to the state of Redis failed');
    }
  }

  #reportLoss(): void {
    for (const listener of this.#lossListeners) {
      listener();
    }
  }

  #stateChanged(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', wake);
        this.#waiters = this.#waiters.filter((waiter) => waiter !== wake);
        resolve();
      };
      signal?.addEventListener('abort', wake);
      this.#waiters = [...this.#waiters, wake];
    });
  }
}

function translated(error: unknown): RedisRouterError {
  if (error instanceof RedisRouterError) {
    return error;
  }
  return error instanceof ErrorReply
    ? new RedisRouterError('redis-refused', `Redis refused: ${error.message}`, { cause: error })
    : redisUnavailable(error);
}
