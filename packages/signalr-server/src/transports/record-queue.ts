/** What waits to be written to one connection: whole records, in order, counted in bytes. */

export class RecordQueue {
  #records: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  push(record: Uint8Array): void {
    this.#records.push(record);
    this.#bytes += record.length;
  }

  /** Everything that waits; the queue is empty afterwards. */
  takeAll(): readonly Uint8Array[] {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return records;
  }
}
