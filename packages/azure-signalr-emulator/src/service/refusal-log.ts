/** Who was refused lately, for the developer who wonders why nothing connects. Rules: docs/spec/azure-service.md, AS-80. */

import type { Clock } from '@parley/signalr-server/transports';

const MAX_REFUSALS = 50;
const MAX_CHARACTERS = 500;

export interface Refusal {
  readonly who: 'client' | 'server' | 'rest';
  /** That the request asked for; empty where it named none. */
  readonly hub: string;
  /** HTTP status. */
  readonly status: number;
  /** As it was answered; without secrets. */
  readonly reason: string;
}

export interface NotedRefusal extends Refusal {
  /** Epoch ms. */
  readonly at: number;
}

/** Keeps the newest 50. */
export class RefusalLog {
  readonly #clock: Clock;
  #refusals: readonly NotedRefusal[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(refusal: Refusal): void {
    const hub = refusal.hub.slice(0, MAX_CHARACTERS);
    const reason = refusal.reason.slice(0, MAX_CHARACTERS);
    const noted = { ...refusal, hub, reason, at: this.#clock.epochMs() };
    this.#refusals = [noted, ...this.#refusals].slice(0, MAX_REFUSALS);
    this.#count += 1;
  }

  /** The newest first. */
  get newest(): readonly NotedRefusal[] {
    return this.#refusals;
  }

  /** Of all that were ever noted. */
  get count(): number {
    return this.#count;
  }
}
