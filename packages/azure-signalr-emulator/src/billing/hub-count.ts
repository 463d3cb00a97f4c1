/** Billed messages of one hub, by group. */

/** Groups beyond these are counted together: names are an application's, and may be without end. */
const MAX_GROUPS = 1000;

export class HubCount {
  #messages = 0;
  #otherGroups = 0;
  readonly #groups = new Map<string, number>();

  add(messages: number, group: string | undefined): void {
    this.#messages += messages;
    if (group === undefined) {
      return;
    }
    const counted = this.#groups.get(group);
    if (counted === undefined && this.#groups.size >= MAX_GROUPS) {
      this.#otherGroups += messages;
    } else {
      this.#groups.set(group, (counted ?? 0) + messages);
    }
  }

  /** Groups by what they were billed, the most first. */
  snapshot(): {
    readonly messages: number;
    readonly groups: ReadonlyMap<string, number>;
    readonly otherGroups: number;
  } {
    const groups = new Map([...this.#groups].toSorted(([, a], [, b]) => b - a));
    return { messages: this.#messages, groups, otherGroups: this.#otherGroups };
  }
}
