/** A bare client of Redis that hears everything of a farm and says what no server of ours would. */

import { createClient } from '@redis/client';
import type { RedisServer } from './redis-server.ts';
import { Signal } from '../../../signalr-server/test/support/signal.ts';

interface Published {
  /** Without the farm's prefix. */
  readonly channel: string;
  readonly payload: Uint8Array;
}

export class RedisPeer implements AsyncDisposable {
  readonly published: Published[] = [];
  readonly #url: string;
  readonly #prefix: string;
  readonly #client;
  readonly #listener;
  readonly #signal = new Signal();

  private constructor(url: string, prefix: string) {
    this.#url = url;
    this.#prefix = prefix;
    this.#client = createClient({ url });
    this.#listener = createClient({ url });
    // Redis ends while a test that failed still holds these.
    this.#client.on('error', () => undefined);
    this.#listener.on('error', () => undefined);
  }

  static async connect(redis: RedisServer, prefix: string): Promise<RedisPeer> {
    const peer = new RedisPeer(redis.url, prefix);
    await Promise.all([peer.#client.connect(), peer.#listener.connect()]);
    await peer.#listener.pSubscribe(
      `${prefix}*`,
      (payload, channel) => {
        peer.published.push({ channel: channel.toString().slice(prefix.length), payload });
        peer.#signal.raise();
      },
      true,
    );
    return peer;
  }

  get channels(): readonly string[] {
    return this.published.map(({ channel }) => channel);
  }

  /** How many subscribers it reached. */
  publish(channel: string, payload: Uint8Array): Promise<number> {
    return this.#client.publish(`${this.#prefix}${channel}`, Buffer.from(payload));
  }

  /** The payload of the first message there, once it has come. */
  async hears(channel: string): Promise<Uint8Array> {
    await this.#signal.until(() => this.channels.includes(channel));
    return this.published.find((message) => message.channel === channel)?.payload as Uint8Array;
  }

  /** Resolves once so many messages have come on channels of that beginning. */
  async hearsMany(beginning: string, count: number): Promise<void> {
    await this.#signal.until(
      () => this.channels.filter((channel) => channel.startsWith(beginning)).length >= count,
    );
  }

  /** Takes part as a server would that has the connection or waits for answers; returns how to stop. */
  async occupy(channel: string): Promise<() => Promise<void>> {
    const client = createClient({ url: this.#url });
    client.on('error', () => undefined);
    await client.connect();
    await client.subscribe(`${this.#prefix}${channel}`, () => undefined);
    return async () => {
      await client.unsubscribe(`${this.#prefix}${channel}`);
      client.destroy();
    };
  }

  /** Channels of the farm that somebody is subscribed to, sorted. */
  async subscribed(): Promise<readonly string[]> {
    const channels = await this.#client.pubSubChannels(`${this.#prefix}*`);
    return channels.map((channel) => channel.slice(this.#prefix.length)).sort();
  }

  async subscribers(channel: string): Promise<number> {
    const name = `${this.#prefix}${channel}`;
    const counts = await this.#client.pubSubNumSub([name]);
    return counts[name] ?? 0;
  }

  /** Resolves when so many are subscribed to it. */
  async sees(channel: string, count: number): Promise<void> {
    while ((await this.subscribers(channel)) !== count) {
      // Each look is a round trip to Redis.
    }
  }

  async clientCount(): Promise<number> {
    const clients = await this.#client.clientList();
    return clients.length;
  }

  /** Resolves when so many are connected to Redis. */
  async seesClients(count: number): Promise<void> {
    while ((await this.clientCount()) !== count) {
      // Each look is a round trip to Redis.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    this.#listener.destroy();
  }
}
