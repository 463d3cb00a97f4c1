/** Questions on their way to other servers, each settled once: by its answer, by time, or by a loss. */

import type { Clock, Timer } from '@parley/signalr-server';

interface Pending<T> {
  readonly resolve: (answer: T) => void;
  readonly reject: (error: Error) => void;
}

/** How long an answer is waited for. */
export interface AnswerLimits {
  readonly timeoutMs: number;
  readonly createTimeoutError: () => Error;
}

export class PendingAnswers<K, T> {
  readonly #clock: Clock;
  readonly #pending = new Map<K, Pending<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Without limits it waits for as long as nobody settles it. */
  open(key: K, limits?: AnswerLimits): Promise<T> {
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const finish = (): void => {
        timer?.cancel();
        this.#pending.delete(key);
      };
      this.#pending.set(key, {
        resolve: (answer) => {
          finish();
          resolve(answer);
        },
        reject: (error) => {
          finish();
          reject(error);
        },
      });
      if (limits !== undefined) {
        timer = this.#clock.startTimer(limits.timeoutMs, () => {
          this.fail(key, limits.createTimeoutError());
        });
      }
    });
  }

  has(key: K): boolean {
    return this.#pending.has(key);
  }

  keys(): readonly K[] {
    return [...this.#pending.keys()];
  }

  /** Does nothing for what has been settled. */
  settle(key: K, answer: T): void {
    this.#pending.get(key)?.resolve(answer);
  }

  fail(key: K, error: Error): void {
    this.#pending.get(key)?.reject(error);
  }

  failAll(error: Error): void {
    for (const key of this.keys()) {
      this.fail(key, error);
    }
  }
}
