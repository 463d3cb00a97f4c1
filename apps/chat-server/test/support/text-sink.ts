/** A stream that keeps what is written to it. */

import type { TextStream } from '../../src/index.ts';

export class TextSink implements TextStream {
  readonly isTTY: boolean;
  text = '';
  #wake: () => void = () => undefined;

  constructor(kind: 'terminal' | 'file' = 'file') {
    this.isTTY = kind === 'terminal';
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }

  write(text: string): void {
    this.text += text;
    this.#wake();
  }

  /** Resolves once this stands in the text. */
  async wrote(part: string): Promise<void> {
    while (!this.text.includes(part)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
