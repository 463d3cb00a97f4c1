/**
 * How long the server connections of an endpoint wait before they try again: all by one measure.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-61 to AZ-63.
 */

/** By the number of failures before. */
const DELAYS_MS = [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
/** So that servers do not come back all at once. */
const MAX_CHANCE_MS = 1_000;

/** When an attempt began, in failures: those that began together and fail together count as one. */
export type AttemptRound = number;

export class ReconnectBackOff {
  readonly #random: () => number;
  #failures = 0;
  #round: AttemptRound = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** To be kept with each attempt. */
  get round(): AttemptRound {
    return this.#round;
  }

  /** The service takes connections: the next failure is the first again. */
  reset(): void {
    if (this.#failures > 0) {
      this.#failures = 0;
      this.#round += 1;
    }
  }

  /** Milliseconds until the next attempt of the one that failed. */
  failed(round: AttemptRound): number {
    if (round === this.#round) {
      this.#round += 1;
      this.#failures += 1;
    }
    return this.#delayMs(this.#failures - 1);
  }

  /** As `failed`, for what will not get better by trying often: the longest delay there is. */
  denied(): number {
    this.#round += 1;
    this.#failures = DELAYS_MS.length;
    return this.#delayMs(this.#failures - 1);
  }

  #delayMs(failuresBefore: number): number {
    const index = Math.min(Math.max(0, failuresBefore), DELAYS_MS.length - 1);
    return (DELAYS_MS[index] ?? 0) + this.#random() * MAX_CHANCE_MS;
  }
}
