/**
 * How much of what a client was sent is still with its server connection, which carries others' as well.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-83.
 */

/** What a client was sent up to a place in the stream of its server connection. */
interface Stretch {
  end: number;
  bytes: number;
}

export class UnsentBytes {
  /** In order. */
  #stretches: Stretch[] = [];
  #bytes = 0;

  /** `end` is how much the connection had been given, these included. */
  add(bytes: number, end: number): void {
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.end === end - bytes) {
      last.end = end;
      last.bytes += bytes;
    } else {
      this.#stretches.push({ end, bytes });
    }
    this.#bytes += bytes;
  }

  /** A stretch counts until the whole of it is taken. */
  measure(takenBytes: number): number {
    const firstUnsent = this.#stretches.findIndex(({ end }) => end > takenBytes);
    const sent = this.#stretches.splice(
      0,
      firstUnsent === -1 ? this.#stretches.length : firstUnsent,
    );
    for (const { bytes } of sent) {
      this.#bytes -= bytes;
    }
    return this.#bytes;
  }
}
