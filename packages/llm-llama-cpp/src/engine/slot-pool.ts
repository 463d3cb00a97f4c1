/**
 * Who may use which of the context's sequences, in the order of asking.
 *
 * A sequence keeps what its last conversation left in memory, so a conversation gets the one it had
 * before when it is free, else an unused one, else the one that was used longest ago.
 */

import { LanguageModelError } from '@parley/llm';

export interface Slot<Sequence> {
  readonly sequence: Sequence;
  /** Whose tokens the sequence holds. */
  readonly conversation: string;
  /** Gives the sequence back. Call once. */
  release(): void;
}

export interface SlotRequest {
  readonly conversation: string;
  readonly signal: AbortSignal;
  /** Called whenever the number of requests ahead changes. */
  readonly onQueued: (ahead: number) => void;
}

interface Place<Sequence> {
  readonly sequence: Sequence;
  conversation: string | undefined;
  isBusy: boolean;
  /** Counts up with every use; 0 is never. */
  lastUse: number;
}

interface Waiting<Sequence> {
  readonly request: SlotRequest;
  readonly grant: (slot: Slot<Sequence>) => void;
}

export class SlotPool<Sequence> {
  readonly #places: readonly Place<Sequence>[];
  readonly #maxWaiting: number;
  #waiting: Waiting<Sequence>[] = [];
  #uses = 0;

  constructor(options: { sequences: readonly Sequence[]; maxWaiting: number }) {
    this.#places = options.sequences.map((sequence) => ({
      sequence,
      conversation: undefined,
      isBusy: false,
      lastUse: 0,
    }));
    this.#maxWaiting = options.maxWaiting;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves with a slot in the order of asking; rejects with the signal's reason when it is aborted first.
   *
   * @throws {LanguageModelError} `queue-full`
   */
  async acquire(request: SlotRequest): Promise<Slot<Sequence>> {
    request.signal.throwIfAborted();
    const place = this.#waiting.length === 0 ? this.#choosePlace(request.conversation) : undefined;
    if (place !== undefined) return this.#take(place, request.conversation);

    if (this.#waiting.length >= this.#maxWaiting) {
      throw new LanguageModelError(
        'queue-full',
        `${this.#waiting.length} replies are already waiting for the model; try again in a moment`,
      );
    }
    return await this.#wait(request);
  }

  #wait(request: SlotRequest): Promise<Slot<Sequence>> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        this.#reportPlaces();
        reject(request.signal.reason as Error);
      };
      const waiting: Waiting<Sequence> = {
        request,
        grant: (slot) => {
          request.signal.removeEventListener('abort', onAbort);
          resolve(slot);
        },
      };

      request.signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
      request.onQueued(this.#waiting.length - 1 + this.#busy());
    });
  }

  #take(place: Place<Sequence>, conversation: string): Slot<Sequence> {
    place.isBusy = true;
    place.conversation = conversation;
    return { sequence: place.sequence, conversation, release: () => this.#giveBack(place) };
  }

  #giveBack(place: Place<Sequence>): void {
    place.isBusy = false;
    place.lastUse = ++this.#uses;

    const next = this.#waiting.shift();
    if (next === undefined) return;
    const free = this.#choosePlace(next.request.conversation) ?? place;
    next.grant(this.#take(free, next.request.conversation));
    this.#reportPlaces();
  }

  #choosePlace(conversation: string): Place<Sequence> | undefined {
    const free = this.#places.filter((place) => !place.isBusy);
    const own = free.find((place) => place.conversation === conversation);
    return own ?? free.toSorted((a, b) => a.lastUse - b.lastUse)[0];
  }

  #reportPlaces(): void {
    for (const [index, { request }] of this.#waiting.entries()) {
      request.onQueued(index + this.#busy());
    }
  }

  #busy(): number {
    return this.#places.filter((place) => place.isBusy).length;
  }
}
