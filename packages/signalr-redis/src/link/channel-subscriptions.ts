/**
 * Which channels a server listens to: counted, so that the last user of a channel ends its
 * subscription, and kept through the loss of Redis. Rules: docs/spec/signalr-redis.md, SR-20 to SR-24.
 */

/** Carries out what is decided here. */
export interface Subscriber {
  subscribe(channels: readonly string[]): Promise<void>;
  unsubscribe(channels: readonly string[]): Promise<void>;
}

/** Hears what is published on a channel. */
export type PayloadListener = (payload: Uint8Array) => void;

interface Channel {
  readonly listener: PayloadListener;
  users: number;
  /** As Redis has acknowledged it. */
  isSubscribed: boolean;
  /** One command a channel at a time: two could overtake each other's bookkeeping. */
  work: Promise<void> | undefined;
}

/** Channels in one command when everything is subscribed again. */
const RESTORE_BATCH = 1_000;

export class ChannelSubscriptions {
  readonly #channels = new Map<string, Channel>();
  /** While there is none, what is wanted is only noted. */
  #subscriber: Subscriber | undefined;
  #isRestoring = false;

  /** How many channels are held. */
  get size(): number {
    return this.#channels.size;
  }

  /** Resolves once Redis has acknowledged it, or is not there. The first listener of a channel stays. */
  acquire(name: string, listener: PayloadListener): Promise<void> {
    const channel = this.#channels.get(name) ?? this.#add(name, listener);
    channel.users += 1;
    return this.#reconcile(name, channel);
  }

  /** Resolves as `acquire` does. */
  release(name: string): Promise<void> {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return Promise.resolve();
    }
    channel.users -= 1;
    return this.#reconcile(name, channel);
  }

  /** Whatever is published there from now on comes here. */
  isHeard(name: string): boolean {
    const channel = this.#channels.get(name);
    return channel?.isSubscribed === true && channel.work === undefined && channel.users > 0;
  }

  deliver(name: string, payload: Uint8Array): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined && channel.users > 0) {
      channel.listener(payload);
    }
  }

  /** Subscribes to everything that is held; resolves once all of it is acknowledged. */
  async restore(subscriber: Subscriber): Promise<void> {
    this.#isRestoring = true;
    try {
      for (let names = this.#missing(); names.length > 0; names = this.#missing()) {
        await this.#subscribeAll(names, subscriber);
      }
    } finally {
      this.#isRestoring = false;
    }
    this.#subscriber = subscriber;
    // What was let go of meanwhile.
    await Promise.all(
      Array.from(this.#channels, ([name, channel]) => this.#reconcile(name, channel)),
    );
  }

  /** Redis is lost, and every subscription with it. */
  suspend(): void {
    this.#subscriber = undefined;
    for (const [name, channel] of this.#channels) {
      channel.isSubscribed = false;
      this.#forgetUnused(name, channel);
    }
  }

  #add(name: string, listener: PayloadListener): Channel {
    const channel = { listener, users: 0, isSubscribed: false, work: undefined };
    this.#channels.set(name, channel);
    return channel;
  }

  #missing(): readonly string[] {
    return Array.from(this.#channels).flatMap(([name, { users, isSubscribed }]) =>
      users > 0 && !isSubscribed ? [name] : [],
    );
  }

  async #subscribeAll(names: readonly string[], subscriber: Subscriber): Promise<void> {
    for (let start = 0; start < names.length; start += RESTORE_BATCH) {
      const batch = names.slice(start, start + RESTORE_BATCH);
      await subscriber.subscribe(batch);
      for (const name of batch) {
        const channel = this.#channels.get(name);
        if (channel !== undefined) {
          channel.isSubscribed = true;
        }
      }
    }
  }

  #reconcile(name: string, channel: Channel): Promise<void> {
    if (channel.work === undefined && this.#subscriber !== undefined && isDue(channel)) {
      channel.work = this.#workOn(name, channel);
    } else if (channel.work === undefined) {
      this.#forgetUnused(name, channel);
    }
    return channel.work ?? Promise.resolve();
  }

  async #workOn(name: string, channel: Channel): Promise<void> {
    try {
      while (isDue(channel) && this.#subscriber !== undefined) {
        await this.#change(name, channel, this.#subscriber);
      }
    } finally {
      channel.work = undefined;
      this.#forgetUnused(name, channel);
    }
  }

  async #change(name: string, channel: Channel, subscriber: Subscriber): Promise<void> {
    const isWanted = channel.users > 0;
    try {
      await (isWanted ? subscriber.subscribe([name]) : subscriber.unsubscribe([name]));
    } catch (error) {
      if (this.#subscriber === subscriber) {
        throw error;
      }
      // Redis is lost, and what is wanted is done when it is back.
      return;
    }
    if (this.#subscriber === subscriber) {
      channel.isSubscribed = isWanted;
    }
  }

  /** Names come from clients: nothing is kept that nobody uses. */
  #forgetUnused(name: string, { users, isSubscribed, work }: Channel): void {
    if (users === 0 && !isSubscribed && work === undefined && !this.#isRestoring) {
      this.#channels.delete(name);
    }
  }
}

function isDue({ users, isSubscribed }: Channel): boolean {
  return users > 0 !== isSubscribed;
}
