/** What a client sent and nobody has read yet: chunks put together for a decoder. */

/** One for all buffers that are empty. */
const NOTHING: Uint8Array<ArrayBufferLike> = new Uint8Array(0);

export class InputBuffer {
  #bytes = NOTHING;
  #start = 0;
  #end = 0;
  /** A chunk is used as it came until a second one has to be joined to it. */
  #isOwned = false;

  get length(): number {
    return this.#end - this.#start;
  }

  /** A view. It stays as it is: bytes once given out are never written over. */
  get unread(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  consume(count: number): void {
    this.#start += count;
    if (this.length === 0) {
      // An idle connection does not hold on to the chunk that was read last.
      this.clear();
    }
  }

  append(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.#use(chunk, { isOwned: false, end: chunk.length });
      return;
    }
    const needed = this.length + chunk.length;
    if (!this.#isOwned || this.#end + chunk.length > this.#bytes.length) {
      // Twice what is needed, so that a message in many chunks is not copied for each of them.
      const grown = new Uint8Array(needed * 2);
      grown.set(this.unread);
      this.#use(grown, { isOwned: true, end: this.length });
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  clear(): void {
    this.#use(NOTHING, { isOwned: false, end: 0 });
  }

  #use(bytes: Uint8Array, { isOwned, end }: { isOwned: boolean; end: number }): void {
    this.#isOwned = isOwned;
    this.#end = end;
    this.#start = 0;
    this.#bytes = bytes;
  }
}
