/** How many ordinary calls of one client run at once. Rules: SH-36, SH-37. */

export class InvocationSlots {
  readonly #limit: number;
  #running = 0;
  #waiting: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Runs at once where a slot is free. The promise asks the caller to start nothing more until it
   * resolves; with a limit of one that is for as long as the call runs.
   */
  start(run: () => Promise<void>): Promise<void> | undefined {
    if (this.#limit === 1) {
      return run();
    }
    if (this.#running < this.#limit) {
      void this.#occupy(run);
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting = () => {
        void this.#occupy(run);
        resolve();
      };
    });
  }

  async #occupy(run: () => Promise<void>): Promise<void> {
    this.#running += 1;
    await run();
    this.#running -= 1;
    const next = this.#waiting;
    this.#waiting = undefined;
    next?.();
  }
}
