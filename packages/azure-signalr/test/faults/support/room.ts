/** Members in a room who all post, and what must be true of them when it is over. */

import { expect } from 'vitest';
import type { Journal } from './journal.ts';
import { Member } from './member.ts';

export class Room implements AsyncDisposable {
  readonly members: readonly Member[];
  readonly #journal: Journal;

  private constructor(members: readonly Member[], journal: Journal) {
    this.members = members;
    this.#journal = journal;
  }

  /** Every second speaks MessagePack. */
  static async open(url: string, journal: Journal, count: number): Promise<Room> {
    const joining = Array.from({ length: count }, (_, index) =>
      Member.join(url, { isPacked: index % 2 === 1 }),
    );
    return new Room(await Promise.all(joining), journal);
  }

  /** One after the other each, all side by side. */
  async postEach(count: number): Promise<void> {
    await Promise.all(
      this.members.map(async (member, index) => {
        for (let post = 1; post <= count; post += 1) {
          await member.post(`${index}-${post}`);
        }
      }),
    );
  }

  /** Those who never noticed. */
  get stayed(): readonly Member[] {
    return this.members.filter(({ reconnects }) => reconnects === 0);
  }

  get cameBack(): readonly Member[] {
    return this.members.filter(({ reconnects }) => reconnects > 0);
  }

  /**
   * Every post is acknowledged once and is with everybody. Who stayed was sent each of them, and the same one again only
   * where it was posted again because its first answer was lost.
   */
  async expectNothingLost(postsEach: number): Promise<void> {
    const { length } = this.#journal;
    await Promise.all(this.members.map((member) => member.until(() => member.hasAll(length))));

    expect(length).toBe(this.members.length * postsEach);
    const acknowledged = this.members.flatMap((member) => member.acknowledged);
    expect(acknowledged.toSorted((a, b) => a - b)).toEqual(oneTo(length));
    const repeated = this.members.flatMap((member) => member.repeated);
    for (const member of this.stayed) {
      expect(member.asked).toEqual([]);
      expect([...member.sent.keys()].toSorted((a, b) => a - b)).toEqual(oneTo(length));
      const doubles = [...member.sent].filter(([, times]) => times > 1);
      expect(doubles.filter(([sequence]) => !repeated.includes(sequence))).toEqual([]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.members.map((member) => member[Symbol.asyncDispose]()));
  }
}

export function oneTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
