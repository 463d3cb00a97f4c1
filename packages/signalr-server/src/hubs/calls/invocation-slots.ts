/** How many ordinary calls of one client run at once. Rules: SH-36, SH-37, SH-107. */

/** Gives a call's slot to the next one while the call goes on. Does nothing the second time. */
export type ReleaseSlot = () => void;

export class InvocationSlots {
  readonly #limit: number;
  #running = 0;
  #waiting: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Runs at once where a slot is free. The promise asks the caller to start nothing more until it
   * resolves; with a limit of one that is until the call has ended or released its slot.
   */
  start(run: (release: ReleaseSlot) => Promise<void>): Promise<void> | undefined {
    if (this.#limit === 1) {
      return new Promise((resolve) => {
        void run(resolve).then(resolve);
      });
    }
    if (this.#running < this.#limit) {
      this.#occupy(run);
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting = () => {
        this.#occupy(run);
        resolve();
      };
    });
  }

  #occupy(run: (release: ReleaseSlot) => Promise<void>): void {
    this.#running += 1;
    let isReleased = false;
    const release = (): void => {
      if (!isReleased) {
        isReleased = true;
        this.#free();
      }
    };
    void run(release).then(release);
  }

  #free(): void {
    this.#running -= 1;
    const next = this.#waiting;
    this.#waiting = undefined;
    next?.();
  }
}
