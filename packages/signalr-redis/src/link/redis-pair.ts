/**
 * A server's two connections to Redis, one that publishes and one that subscribes, from their
 * opening to the loss of either.
 */

import type { Clock, Timer } from '@parley/signalr-server';
import { redisUnavailable } from '../errors.ts';
import type { RedisClientFactory, RedisClientLike, RedisListener } from './redis-client.ts';

/** A connection on which nothing came between one ping and the next is lost. */
const PING_INTERVAL_MS = 5_000;

type Role = 'publisher' | 'subscriber';

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
  /** Asked by a ping, and nothing has come since. */
  readonly #silent = new Set<Role>();
  #isOver = false;
  #pings: Timer | undefined;

  constructor({ createClient, clock, onMessage, onLost }: RedisPairOptions) {
    this.#clock = clock;
    this.#onMessage = (message, channel) => {
      this.#silent.delete('subscriber');
      onMessage(message, channel);
    };
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
  async publish(channel: string, payload: Uint8Array): Promise<number> {
    const { buffer, byteOffset, byteLength } = payload;
    const message = Buffer.from(buffer, byteOffset, byteLength);
    const receivers = await this.#publisher.publish(channel, message);
    this.#silent.delete('publisher');
    return receivers;
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
      if (this.#silent.size === 0) {
        this.#pingBoth();
        return;
      }
      // This process may have been busy: what Redis has answered meanwhile is read first.
      setImmediate(() => {
        this.#judgeSilence();
      });
    });
  }

  #judgeSilence(): void {
    if (this.#silent.size === 0) {
      this.#pingBoth();
    } else {
      this.#lose(new Error('Redis did not answer a ping.'));
    }
  }

  #pingBoth(): void {
    if (!this.#isOver) {
      void this.#ping('publisher', this.#publisher);
      void this.#ping('subscriber', this.#subscriber);
      this.#pings = this.#schedulePing();
    }
  }

  async #ping(role: Role, client: RedisClientLike): Promise<void> {
    this.#silent.add(role);
    try {
      await client.ping();
      this.#silent.delete(role);
    } catch (error) {
      this.#lose(error as Error);
    }
  }
}
