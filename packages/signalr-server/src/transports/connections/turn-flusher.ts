/**
 * Collects what was written in one turn of the event loop and flushes it together at its end.
 *
 * Many records to one connection become one system call, and a broadcast does not wait for any socket.
 */

/** What has something to write at the end of a turn. */
export interface Flushable {
  flush(): void;
}

export class TurnFlusher {
  #dirty: Flushable[] = [];

  /** Calls `flush` once before the next turn. Who calls twice is flushed twice. */
  schedule(item: Flushable): void {
    this.#dirty.push(item);
    if (this.#dirty.length === 1) {
      setImmediate(() => this.#flushAll());
    }
  }

  #flushAll(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const item of dirty) {
      item.flush();
    }
  }
}
