/** A stream that keeps what is written to it. */

import { Signal } from '../../../../packages/signalr-server/test/support/signal.ts';
import type { TextStream } from '../../src/index.ts';

export class TextSink implements TextStream {
  readonly isTTY: boolean;
  text = '';
  readonly #changed = new Signal();

  constructor(kind: 'terminal' | 'file' = 'file') {
    this.isTTY = kind === 'terminal';
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }

  write(text: string): void {
    this.text += text;
    this.#changed.raise();
  }

  /** Resolves once this stands in the text. */
  async wrote(part: string): Promise<void> {
    await this.#changed.until(() => this.text.includes(part));
  }
}
