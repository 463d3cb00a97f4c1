/** What waits to be written to one connection: whole records, in order, counted in bytes. */

import type { RecordList } from './record-list.ts';

export class RecordQueue {
  #waiting: RecordList;

  /** `empty` is the same for all connections that may share records. */
  constructor(empty: RecordList) {
    this.#waiting = empty;
  }

  get bytes(): number {
    return this.#waiting.bytes;
  }

  get count(): number {
    return this.#waiting.count;
  }

  get isEmpty(): boolean {
    return this.#waiting.isEmpty;
  }

  push(record: Uint8Array): void {
    this.#waiting = this.#waiting.append(record);
  }

  /** From the front, what goes as one frame; nothing of an empty queue. */
  take(): RecordList {
    if (this.#waiting.isOneFrame) {
      return this.takeAll();
    }
    const { head, rest } = this.#waiting.divide();
    this.#waiting = rest;
    return head;
  }

  /** Everything that waits; the queue is empty afterwards. */
  takeAll(): RecordList {
    const records = this.#waiting;
    this.#waiting = records.emptied();
    return records;
  }
}
