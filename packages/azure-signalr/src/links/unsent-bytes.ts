/**
 * How much of what a client was sent is still with its server connection, which carries others' as well.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-83.
 */

/** What is sent within so much of the stream is looked at as one. */
const STRETCH_BYTES = 16_384;

/** What a client was sent within a part of the stream of its server connection. */
interface Stretch {
  readonly start: number;
  end: number;
  bytes: number;
}

export class UnsentBytes {
  /** In order. */
  readonly #stretches: Stretch[] = [];
  #bytes = 0;

  /** `end` is how much the connection had been given, these included. */
  add(bytes: number, end: number): void {
    const last = this.#stretches.at(-1);
    if (last !== undefined && end - last.start <= STRETCH_BYTES) {
      last.end = end;
      last.bytes += bytes;
    } else {
      this.#stretches.push({ start: end - bytes, end, bytes });
    }
    this.#bytes += bytes;
  }

  /** A stretch counts until the whole of it is taken. */
  measure(takenBytes: number): number {
    for (
      let first = this.#stretches[0];
      first !== undefined && first.end <= takenBytes;
      first = this.#stretches[0]
    ) {
      this.#stretches.shift();
      this.#bytes -= first.bytes;
    }
    return this.#bytes;
  }
}
