/** Ends a reply at a text that the template uses as its end, and never lets part of it through. */

export class StopText {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** The text that cannot be part of a stop any more, and whether a stop was found. */
  push(text: string): { readonly text: string; readonly isStopped: boolean } {
    const all = this.#held + text;
    const at = this.#stops
      .map((stop) => all.indexOf(stop))
      .filter((index) => index !== -1)
      .toSorted((a, b) => a - b)[0];
    if (at !== undefined) {
      this.#held = '';
      return { text: all.slice(0, at), isStopped: true };
    }

    const heldLength = Math.max(0, ...this.#stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - heldLength);
    return { text: all.slice(0, all.length - heldLength), isStopped: false };
  }

  /** What was held back, when the reply ends otherwise. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** How much of the end of `text` is a beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
