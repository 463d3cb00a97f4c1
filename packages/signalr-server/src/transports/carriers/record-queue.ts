/** What waits to be written to one connection: whole records, in order, counted in bytes. */

export class RecordQueue {
  #records: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#records.length;
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  push(record: Uint8Array): void {
    this.#records.push(record);
    this.#bytes += record.length;
  }

  /** From the front, what fits into so many bytes and one record at least; nothing of an empty queue. */
  take(maxBytes: number): readonly Uint8Array[] {
    if (this.#bytes <= maxBytes) {
      return this.takeAll();
    }
    let count = 0;
    let bytes = 0;
    for (const { length } of this.#records) {
      if (count > 0 && bytes + length > maxBytes) {
        break;
      }
      count += 1;
      bytes += length;
    }
    this.#bytes -= bytes;
    return this.#records.splice(0, count);
  }

  /** Everything that waits; the queue is empty afterwards. */
  takeAll(): readonly Uint8Array[] {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return records;
  }
}
