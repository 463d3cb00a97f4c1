/**
 * Between the network and the application: holds what arrives while the application is not reading.
 *
 * A bounded amount is held here, so that the end of a connection is noticed while a call is running; beyond it the
 * network itself is read no further. Rules: docs/spec/signalr-transports.md, ST-80, ST-81 and ST-133.
 */

/** As ASP.NET Core's `ApplicationMaxBufferSize`: pause above, resume at half. */
const MAX_HELD_BYTES = 65_536;
/** Each is an object, and may hold a larger one that it is a view of: chunks of a byte cost a hundred times that. */
const MAX_HELD_CHUNKS = 1_024;

/** What is stopped when too much is held. */
export interface InputSource {
  pause(): void;
  resume(): void;
}

export class InputGate {
  #source: InputSource;
  #handler: ((chunk: Uint8Array) => void) | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isPaused = false;
  #isSourcePaused = false;
  #onDrained: (() => void) | undefined;

  constructor(source: InputSource) {
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  setHandler(handler: (chunk: Uint8Array) => void): void {
    this.#handler = handler;
    this.#deliverHeld();
  }

  /** Calls back, once, when nothing is held any more. */
  onDrained(callback: () => void): void {
    this.#onDrained = callback;
    this.#deliverHeld();
  }

  receive(chunk: Uint8Array): void {
    if (this.#handler !== undefined && !this.#isPaused && this.isEmpty) {
      this.#handler(chunk);
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    const isFull = this.#heldBytes > MAX_HELD_BYTES || this.#held.length > MAX_HELD_CHUNKS;
    if (isFull && !this.#isSourcePaused) {
      this.#isSourcePaused = true;
      this.#source.pause();
    }
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#deliverHeld();
  }

  /** Forgets what is held, and lets the source flow: a closing handshake is read there too. */
  clear(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#resumeSource();
  }

  /** Goes on with what another source brings; what is held is forgotten. A pause stays one. */
  useSource(source: InputSource): void {
    this.#source = source;
    this.#held = [];
    this.#heldBytes = 0;
    this.#isSourcePaused = false;
  }

  /** The handler may pause again at any chunk. */
  #deliverHeld(): void {
    while (this.#handler !== undefined && !this.#isPaused) {
      const chunk = this.#held.shift();
      if (chunk === undefined) {
        break;
      }
      this.#heldBytes -= chunk.length;
      this.#handler(chunk);
    }
    this.#resumeSource();
    if (this.isEmpty) {
      const onDrained = this.#onDrained;
      this.#onDrained = undefined;
      onDrained?.();
    }
  }

  #resumeSource(): void {
    const hasRoom =
      this.#heldBytes <= MAX_HELD_BYTES / 2 && this.#held.length <= MAX_HELD_CHUNKS / 2;
    if (this.#isSourcePaused && hasRoom) {
      this.#isSourcePaused = false;
      this.#source.resume();
    }
  }
}
