/** Something has happened: whoever waits for a condition looks again. */

export class Signal {
  #waiters: readonly (() => void)[] = [];

  raise(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) {
      wake();
    }
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#waiters = [...this.#waiters, resolve];
      });
    }
  }
}
