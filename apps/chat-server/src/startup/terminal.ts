/** What people at the console read: lines, and one line that changes in place where it is a terminal. */

/** The members used of `process.stdout` and `process.stderr`. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface TerminalOptions {
  /** For people. */
  readonly output: TextStream;
  /** For the log, which may be the same screen. */
  readonly log: TextStream;
}

const CLEAR_LINE = '\r\u001b[K';

export class Terminal {
  readonly isInteractive: boolean;
  readonly #output: TextStream;
  readonly #log: TextStream;
  #hasProgress = false;

  constructor({ output, log }: TerminalOptions) {
    this.isInteractive = output.isTTY === true;
    this.#output = output;
    this.#log = log;
  }

  line(text: string): void {
    this.#clearProgress();
    this.#output.write(`${text}\n`);
  }

  /** Replaces the progress shown before; where lines cannot change it is a line of its own. */
  progress(text: string): void {
    if (!this.isInteractive) return this.line(text);
    this.#output.write(`${CLEAR_LINE}${text}`);
    this.#hasProgress = true;
  }

  /** `text` ends with a newline. */
  log(text: string): void {
    this.#clearProgress();
    this.#log.write(text);
  }

  #clearProgress(): void {
    if (!this.#hasProgress) return;
    this.#output.write(CLEAR_LINE);
    this.#hasProgress = false;
  }
}

/** Says nothing: for tests, and for who starts a server from code. */
export const silentTerminal = new Terminal({
  output: { write: () => undefined },
  log: { write: () => undefined },
});
