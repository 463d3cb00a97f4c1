/**
 * What one client was sent and has not acknowledged: numbered from 1, in order, bounded.
 *
 * Decisions alone: whoever calls does the sending. The bytes are kept by reference, so that a message to many is
 * held once. Rules: docs/spec/signalr-hubs.md, SH-142 to SH-146.
 */

/** What a new socket begins with. */
export interface Replay {
  /** The number of the first message that is sent again, or else of the next new one. */
  readonly sequenceId: number;
  readonly messages: readonly Uint8Array[];
}

export class SentMessages {
  readonly #limitBytes: number;
  /** In order: first those that were sent, then those that wait for an acknowledgement. */
  #messages: Uint8Array[] = [];
  #sentCount = 0;
  #acknowledgedId = 0;
  #sentBytes = 0;
  #waitingBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Of messages that are not sent before others are acknowledged. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** False: it has to wait, because more than the limit is unacknowledged already. */
  add(bytes: Uint8Array): boolean {
    this.#messages.push(bytes);
    if (this.#waitingBytes > 0 || this.#isFull) {
      this.#waitingBytes += bytes.length;
      return false;
    }
    this.#sentCount += 1;
    this.#sentBytes += bytes.length;
    return true;
  }

  /** Forgets what the client has, and returns what may now be sent. Numbers that were never sent mean the last one. */
  acknowledge(sequenceId: number): readonly Uint8Array[] {
    const count = Math.min(sequenceId - this.#acknowledgedId, this.#sentCount);
    if (count <= 0) {
      return [];
    }
    for (const message of this.#messages.splice(0, count)) {
      this.#sentBytes -= message.length;
    }
    this.#sentCount -= count;
    this.#acknowledgedId += count;
    return this.#release(() => !this.#isFull);
  }

  /** Everything that waits, whatever the limit: nothing will be acknowledged any more. */
  releaseAll(): readonly Uint8Array[] {
    return this.#release(() => true);
  }

  /** For a new socket: what was sent on the old one and may not have arrived. */
  replay(): Replay {
    return {
      sequenceId: this.#acknowledgedId + 1,
      messages: this.#messages.slice(0, this.#sentCount),
    };
  }

  get #isFull(): boolean {
    return this.#sentBytes > this.#limitBytes;
  }

  #release(isAllowed: () => boolean): readonly Uint8Array[] {
    const first = this.#sentCount;
    while (this.#sentCount < this.#messages.length && isAllowed()) {
      const bytes = this.#messages[this.#sentCount]?.length ?? 0;
      this.#sentCount += 1;
      this.#sentBytes += bytes;
      this.#waitingBytes -= bytes;
    }
    return this.#messages.slice(first, this.#sentCount);
  }
}
