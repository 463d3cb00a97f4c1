/**
 * What a server has sent through Redis and not heard back yet: while there is any, a message that
 * needs no Redis would overtake it. Rules: docs/spec/signalr-redis.md, SR-12 and SR-15.
 */

export class UnheardMessages {
  readonly #byChannel = new Map<string, Uint8Array[]>();

  get isEmpty(): boolean {
    return this.#byChannel.size === 0;
  }

  /** It will come back: this server listens to the channel. The payload must not change. */
  add(channel: string, payload: Uint8Array): void {
    const payloads = this.#byChannel.get(channel);
    if (payloads === undefined) {
      this.#byChannel.set(channel, [payload]);
    } else {
      payloads.push(payload);
    }
  }

  /** Something has come back. A server's own come in their order; what does not fit is another's. */
  hear(channel: string, payload: Uint8Array): void {
    const [next] = this.#byChannel.get(channel) ?? [];
    if (next !== undefined && Buffer.compare(next, payload) === 0) {
      this.remove(channel, next);
    }
  }

  /** It will not come back. */
  remove(channel: string, payload: Uint8Array): void {
    const payloads = this.#byChannel.get(channel) ?? [];
    const index = payloads.indexOf(payload);
    if (index !== -1) {
      payloads.splice(index, 1);
    }
    if (payloads.length === 0) {
      this.#byChannel.delete(channel);
    }
  }

  /** The channel is not listened to any more. */
  forget(channel: string): void {
    this.#byChannel.delete(channel);
  }

  clear(): void {
    this.#byChannel.clear();
  }
}
