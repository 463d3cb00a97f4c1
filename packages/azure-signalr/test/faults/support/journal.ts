/** What an application's database would be: entries in a row, each once, which outlives the servers. */

import { Signal } from '../../../../signalr-server/test/support/signal.ts';

export interface Entry {
  readonly sequence: number;
  /** By the member who posted it, who may post it again when it heard nothing. */
  readonly id: string;
  readonly text: string;
}

export class Journal {
  readonly changed = new Signal();
  readonly #entries: Entry[] = [];

  get length(): number {
    return this.#entries.length;
  }

  /** The entry of this id, which may have been there. */
  append(id: string, text: string): Entry {
    const known = this.#entries.find((entry) => entry.id === id);
    if (known !== undefined) {
      return known;
    }
    const entry = { sequence: this.#entries.length + 1, id, text };
    this.#entries.push(entry);
    this.changed.raise();
    return entry;
  }

  since(sequence: number): readonly Entry[] {
    return this.#entries.slice(sequence);
  }
}
