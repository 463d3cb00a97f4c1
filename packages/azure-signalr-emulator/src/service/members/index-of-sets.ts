/** Sets by name, where an empty one is none. */

export class IndexOfSets<T> {
  readonly #sets = new Map<string, Set<T>>();

  names(): Iterable<string> {
    return this.#sets.keys();
  }

  get(name: string): ReadonlySet<T> {
    return this.#sets.get(name) ?? new Set();
  }

  add(name: string, value: T): void {
    const set = this.#sets.get(name) ?? new Set();
    this.#sets.set(name, set.add(value));
  }

  delete(name: string, value: T): void {
    const set = this.#sets.get(name);
    set?.delete(value);
    if (set?.size === 0) {
      this.#sets.delete(name);
    }
  }
}
