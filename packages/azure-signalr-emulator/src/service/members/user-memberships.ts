/**
 * Which users belong to which groups, whether they are connected or not.
 *
 * Rules: docs/spec/azure-service.md, AS-38 and AS-39.
 */

/** Epoch ms; Infinity is for ever. */
type Expiry = number;

export interface UserMembership {
  readonly userId: string;
  readonly group: string;
}

export class UserMemberships {
  readonly #groups = new Map<string, Map<string, Expiry>>();

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  add({ userId, group }: UserMembership, expiresAt: Expiry): void {
    const groups = this.#groups.get(userId) ?? new Map<string, Expiry>();
    groups.set(group, expiresAt);
    this.#groups.set(userId, groups);
  }

  /** Without a group, from all of them. */
  remove(userId: string, group?: string): void {
    const groups = this.#groups.get(userId);
    if (group !== undefined) {
      groups?.delete(group);
    }
    if (group === undefined || groups?.size === 0) {
      this.#groups.delete(userId);
    }
  }

  has({ userId, group }: UserMembership): boolean {
    return this.#groups.get(userId)?.has(group) ?? false;
  }

  groupsOf(userId: string): readonly string[] {
    return [...(this.#groups.get(userId)?.keys() ?? [])];
  }

  /** Those that have ended, which are forgotten. */
  takeExpired(now: number): readonly UserMembership[] {
    const expired: UserMembership[] = [];
    for (const [userId, groups] of this.#groups) {
      for (const [group, expiresAt] of groups) {
        if (expiresAt <= now) {
          expired.push({ userId, group });
        }
      }
    }
    for (const { userId, group } of expired) {
      this.remove(userId, group);
    }
    return expired;
  }
}
