/**
 * A stream from the client as the hub method reads it: bounded, so that a fast client waits.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-50 to SH-57.
 */

import { HubError, SENTENCES } from '../errors.ts';

/** Checks and converts an item; what it throws ends the stream. */
export type ParseItem = (item: unknown) => unknown;

export class ClientStream implements AsyncIterable<unknown> {
  readonly #capacity: number;
  readonly #parse: ParseItem | undefined;
  readonly #items: unknown[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #isAbandoned = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  constructor(capacity: number, parse?: ParseItem) {
    this.#capacity = capacity;
    this.#parse = parse;
  }

  /** A promise where the stream is full: nothing more may be written before it resolves. */
  write(item: unknown): Promise<void> | undefined {
    if (this.#isAbandoned || this.#end !== undefined) {
      return undefined;
    }
    try {
      this.#items.push(this.#parse === undefined ? item : this.#parse(item));
    } catch (cause) {
      this.end(new HubError(SENTENCES['stream-item-unbound'](), { cause }));
      return undefined;
    }
    this.#wakeReader?.();
    if (this.#items.length <= this.#capacity) {
      return undefined;
    }
    return new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
  }

  /** The reader gets what was written before, then the end or the error. Later ends do nothing. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  /** Nobody reads any more: what is buffered and what still comes is dropped. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#items.length = 0;
    this.end();
  }

  /** For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    try {
      for (;;) {
        if (this.#items.length > 0) {
          const item = this.#items.shift();
          this.#admitWriter();
          yield item;
        } else if (this.#end === undefined) {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        } else {
          this.#throwEnd();
          return;
        }
      }
    } finally {
      this.abandon();
    }
  }

  #admitWriter(): void {
    if (this.#items.length <= this.#capacity) {
      this.#wakeWriter?.();
    }
  }

  #throwEnd(): void {
    if (this.#end?.error !== undefined) {
      throw this.#end.error;
    }
  }
}
