/** How long text is on its way, from the model to a viewer's screen. */

export class Delays {
  /** When each token was written, by the length of the text up to its end. */
  readonly #writtenAt: { readonly end: number; readonly at: number }[] = [];
  readonly #delaysMs: number[] = [];
  #written = 0;
  #shown = 0;

  wrote(token: string): void {
    this.#written += token.length;
    this.#writtenAt.push({ end: this.#written, at: performance.now() });
  }

  /** `length`: of the text that a viewer has now. */
  showed(length: number): void {
    const now = performance.now();
    let next = this.#writtenAt[this.#shown];
    while (next !== undefined && next.end <= length) {
      this.#delaysMs.push(now - next.at);
      this.#shown += 1;
      next = this.#writtenAt[this.#shown];
    }
  }

  get medianMs(): number {
    return this.#at(0.5);
  }

  get longestMs(): number {
    return this.#at(1);
  }

  #at(share: number): number {
    const sorted = this.#delaysMs.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  }
}
