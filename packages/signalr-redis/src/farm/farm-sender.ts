/**
 * Sends to audiences through Redis, and keeps in mind what has yet to come back from there.
 *
 * Rules: docs/spec/signalr-redis.md, SR-10 to SR-16.
 */

import type { SerializedMessage } from '@parley/signalr-protocol';
import type { Audience } from '@parley/signalr-server';
import { encodeInvocation } from '../wire/backplane-payloads.ts';
import { encodeFrames } from './encode-frames.ts';
import type { FarmSetup } from './farm-setup.ts';
import { UnheardMessages } from './unheard-messages.ts';

export class FarmSender {
  readonly #setup: FarmSetup;
  readonly #unheard = new UnheardMessages();

  constructor(setup: FarmSetup) {
    this.#setup = setup;
  }

  /**
   * Resolves once Redis has it, or the only connection it is for.
   *
   * @throws what Redis or a protocol throws.
   */
  async send(audience: Audience, message: SerializedMessage): Promise<void> {
    const { channels } = this.#setup;
    const { except } = audience;
    switch (audience.to) {
      case 'all':
        return this.#publish([channels.all], { message, except });
      case 'groups':
        return this.#publish(audience.names.map(channels.group), { message, except });
      case 'users':
        return this.#publish(audience.ids.map(channels.user), { message, except });
      case 'connections':
        return this.#sendToConnections(audience, message);
    }
  }

  /** Something has come back, or somebody else's has come. */
  hear(channel: string, payload: Uint8Array): void {
    this.#unheard.hear(channel, payload);
  }

  /** Lets go of a channel: what comes back on one that nobody here listens to is not waited for. */
  release(channel: string): Promise<void> {
    const { link } = this.#setup;
    const released = link.release(channel);
    if (!link.isHeard(channel)) {
      this.#unheard.forget(channel);
    }
    return released;
  }

  /** Nothing comes back any more. */
  forgetAll(): void {
    this.#unheard.clear();
  }

  async #sendToConnections(
    { ids, except = [] }: Extract<Audience, { to: 'connections' }>,
    message: SerializedMessage,
  ): Promise<void> {
    const { local, members, channels } = this.#setup;
    const [first = ''] = ids;
    if (ids.length === 1 && members.has(first) && this.#unheard.isEmpty) {
      return local.send({ to: 'connections', ids, except }, message);
    }
    const addressed = ids.filter((id) => !except.includes(id));
    return this.#publish(addressed.map(channels.connection), { message });
  }

  async #publish(
    channels: readonly string[],
    {
      message,
      except = [],
    }: { message: SerializedMessage; except?: readonly string[] | undefined },
  ): Promise<void> {
    const payload = encodeInvocation({
      excludedIds: except,
      frames: encodeFrames(message, this.#setup.protocols),
      answer: undefined,
    });
    await Promise.all(channels.map((channel) => this.#publishOne(channel, payload)));
  }

  async #publishOne(channel: string, payload: Uint8Array): Promise<void> {
    const { link } = this.#setup;
    if (link.isHeard(channel)) {
      this.#unheard.add(channel, payload);
    }
    try {
      await link.publish(channel, payload);
    } catch (error) {
      this.#unheard.remove(channel, payload);
      throw error;
    }
  }
}
