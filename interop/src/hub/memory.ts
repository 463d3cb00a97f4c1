/** What one call of the hub leaves for another to find. */

export class Memory {
  readonly #signals = new Map<string, PromiseWithResolvers<string>>();
  readonly #notes = new Map<string, string[]>();

  /** Resolves once this has been raised, before or after. */
  whenRaised(name: string): Promise<string> {
    return this.#signal(name).promise;
  }

  /** Raised once; a second time does nothing. */
  raise(name: string, value: string): void {
    this.#signal(name).resolve(value);
  }

  /** The notes of this name; the caller may add to them. */
  notes(name: string): string[] {
    let notes = this.#notes.get(name);
    if (notes === undefined) {
      notes = [];
      this.#notes.set(name, notes);
    }
    return notes;
  }

  #signal(name: string): PromiseWithResolvers<string> {
    let signal = this.#signals.get(name);
    if (signal === undefined) {
      signal = withResolvers();
      this.#signals.set(name, signal);
    }
    return signal;
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
