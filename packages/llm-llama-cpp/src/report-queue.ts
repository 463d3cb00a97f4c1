/** Reports of one reply, from whoever pushes them to the one who iterates. */

export class ReportQueue<Report> implements AsyncIterable<Report> {
  readonly #reports: Report[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  push(report: Report): void {
    this.#reports.push(report);
    this.#wake?.();
  }

  /** What was pushed before is still delivered. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Report, never, void> {
    for (;;) {
      const report = this.#reports.shift();
      if (report !== undefined) yield report;
      else if (this.#error !== undefined) throw this.#error;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
