/**
 * What a client has sent and its hub does not read yet. The server connection is shared, so it cannot be stopped for
 * one client: what waits is bounded. Rules: docs/spec/azure-signalr.md, AZ-80 to AZ-82.
 */

/** Each is an object: chunks of a byte cost a hundred times that. */
const CHUNK_COST_BYTES = 128;

export class ClientInput {
  readonly #maxHeldBytes: number;
  #handler: ((chunk: Uint8Array) => void) | undefined;
  #held: Uint8Array[] = [];
  #parts: Uint8Array[] = [];
  #heldCost = 0;
  #partsCost = 0;
  #isPaused = false;
  #onDrained: (() => void) | undefined;

  constructor(maxHeldBytes: number) {
    this.#maxHeldBytes = maxHeldBytes;
  }

  /** Nothing that is complete waits. */
  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  setHandler(handler: (chunk: Uint8Array) => void): void {
    this.#handler = handler;
    this.#deliverHeld();
  }

  /** False at the bound of what may wait: nothing is kept of the chunk. One large chunk always passes. */
  receive(chunk: Uint8Array, isPartial: boolean): boolean {
    if (this.#heldCost + this.#partsCost > this.#maxHeldBytes) {
      return false;
    }
    if (isPartial) {
      this.#parts.push(chunk.slice());
      this.#partsCost += chunk.length + CHUNK_COST_BYTES;
    } else if (this.#parts.length > 0) {
      const whole = Buffer.concat([...this.#parts, chunk]);
      this.dropParts();
      this.#pass(whole);
    } else {
      this.#pass(chunk);
    }
    return true;
  }

  /** The client will send again what it has not sent whole. */
  dropParts(): void {
    this.#parts = [];
    this.#partsCost = 0;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#deliverHeld();
  }

  /** Calls back, once, when nothing waits any more. */
  onDrained(callback: () => void): void {
    this.#onDrained = callback;
  }

  clear(): void {
    this.#held = [];
    this.#heldCost = 0;
    this.dropParts();
    this.#onDrained = undefined;
    this.#handler = undefined;
  }

  #pass(chunk: Uint8Array): void {
    if (this.#handler !== undefined && !this.#isPaused && this.isEmpty) {
      this.#handler(chunk);
      return;
    }
    // A copy: it may be a view of a much larger frame.
    this.#held.push(chunk.slice());
    this.#heldCost += chunk.length + CHUNK_COST_BYTES;
  }

  /** The handler may pause again at any chunk. */
  #deliverHeld(): void {
    while (this.#handler !== undefined && !this.#isPaused) {
      const chunk = this.#held.shift();
      if (chunk === undefined) {
        break;
      }
      this.#heldCost -= chunk.length + CHUNK_COST_BYTES;
      this.#handler(chunk);
    }
    if (this.isEmpty) {
      const onDrained = this.#onDrained;
      this.#onDrained = undefined;
      onDrained?.();
    }
  }
}
