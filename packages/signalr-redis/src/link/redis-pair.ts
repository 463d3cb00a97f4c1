/**
 * A server's two connections to Redis, one that publishes and one that subscribes, from their
 * opening to the loss of either.
 */

import type { Clock, Timer } from '@parley/signalr-server';
import { redisUnavailable } from '../errors.ts';
import type { RedisClientFactory, RedisClientLike, RedisListener } from './redis-client.ts';

/** A connection that has not answered a ping when the next one is due is lost. */
const PING_INTERVAL_MS = 5_000;

export interface RedisPairOptions {
  readonly createClient: RedisClientFactory;
  readonly clock: Clock;
  /** Every message of every channel. */
  readonly onMessage: RedisListener;
  /** Once, and not after `close`. */
  readonly onLost: (error: Error) => void;
}

export class RedisPair {
  readonly #clock: Clock;
  readonly #onMessage: RedisListener;
  readonly #onLost: (error: Error) => void;
  readonly #publisher: RedisClientLike;
  readonly #subscriber: RedisClientLike;
  #isOver = false;
  #isAnswered = true;
  #pings: Timer | undefined;

  constructor({ createClient, clock, onMessage, onLost }: RedisPairOptions) {
    this.#clock = clock;
    this.#onMessage = onMessage;
    this.#onLost = onLost;
    this.#publisher = this.#watched(createClient());
    this.#subscriber = this.#watched(createClient());
  }

  /** Rejects when either cannot be opened; the pair is lost then. */
  async open(): Promise<void> {
    try {
      await Promise.all([this.#publisher.connect(), this.#subscriber.connect()]);
    } catch (error) {
      this.#lose(error as Error);
      throw error;
    }
    if (this.#isOver) {
      // A client that is ended while it connects does not notice.
      this.#end();
      throw redisUnavailable();
    }
    this.#pings = this.#schedulePing();
  }

  /** How many subscribers Redis gave it to. */
  publish(channel: string, payload: Uint8Array): Promise<number> {
    const { buffer, byteOffset, byteLength } = payload;
    return this.#publisher.publish(channel, Buffer.from(buffer, byteOffset, byteLength));
  }

  async countSubscribers(channel: string): Promise<number> {
    const counts = await this.#publisher.pubSubNumSub([channel]);
    return counts[channel] ?? 0;
  }

  /** Resolves once Redis has acknowledged it. */
  async subscribe(channels: readonly string[]): Promise<void> {
    await this.#subscriber.subscribe([...channels], this.#onMessage, true);
  }

  /** Resolves once Redis has acknowledged it. */
  async unsubscribe(channels: readonly string[]): Promise<void> {
    await this.#subscriber.unsubscribe([...channels]);
  }

  /** Whatever still waits for an answer rejects. */
  close(): void {
    this.#isOver = true;
    this.#pings?.cancel();
    this.#end();
  }

  #watched(client: RedisClientLike): RedisClientLike {
    client.on('error', (error) => {
      this.#lose(error);
    });
    return client;
  }

  #lose(error: Error): void {
    if (!this.#isOver) {
      this.close();
      this.#onLost(error);
    }
  }

  #end(): void {
    this.#publisher.destroy();
    this.#subscriber.destroy();
  }

  #schedulePing(): Timer {
    return this.#clock.startTimer(PING_INTERVAL_MS, () => {
      if (!this.#isAnswered) {
        this.#lose(new Error('Redis did not answer a ping.'));
        return;
      }
      void this.#ping();
      this.#pings = this.#schedulePing();
    });
  }

  async #ping(): Promise<void> {
    this.#isAnswered = false;
    try {
      await Promise.all([this.#publisher.ping(), this.#subscriber.ping()]);
      this.#isAnswered = true;
    } catch (error) {
      this.#lose(error as Error);
    }
  }
}
