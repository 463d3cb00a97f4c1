/**
 * An event loop that never sleeps, and how much of its time it had nothing to do.
 *
 * Over loopback, waking a sleeping reader is paid by whoever writes to it: in a virtual machine that is as much as
 * the write itself. Over a network it is not. So the load never sleeps, for all servers alike.
 */

/** A moment to measure from. */
export interface LoopMark {
  readonly atMs: number;
  readonly idleMs: number;
}

export class WakefulLoop {
  #next: NodeJS.Immediate | undefined;
  #hasWorked = false;
  #turnBeganAt = 0;
  #idleMs = 0;

  /** Turns until `stop`. */
  start(): void {
    if (this.#next === undefined) {
      this.#turnBeganAt = performance.now();
      this.#next = setImmediate(this.#turn);
    }
  }

  stop(): void {
    clearImmediate(this.#next);
    this.#next = undefined;
  }

  /** Something was read in this turn. */
  noteWork(): void {
    this.#hasWorked = true;
  }

  mark(): LoopMark {
    return { atMs: performance.now(), idleMs: this.#idleMs };
  }

  /** Share of the time in which no turn had anything to do. */
  idleShareSince(mark: LoopMark): number {
    return (this.#idleMs - mark.idleMs) / (performance.now() - mark.atMs);
  }

  readonly #turn = (): void => {
    const now = performance.now();
    if (!this.#hasWorked) {
      this.#idleMs += now - this.#turnBeganAt;
    }
    this.#hasWorked = false;
    this.#turnBeganAt = now;
    this.#next = setImmediate(this.#turn);
  };
}
