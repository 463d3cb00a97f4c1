/**
 * The clients of a hub, by their ids, users and groups. A membership ends with the connection, not with its server.
 *
 * Rules: docs/spec/azure-service.md, AS-35 to AS-39.
 */

import type { ClientSession } from '../clients/client-session.ts';
import { IndexOfSets } from './index-of-sets.ts';
import { UserMemberships } from './user-memberships.ts';

/** The members used of a client. */
export type Member = Pick<ClientSession, 'connectionId' | 'admission'>;

export class Members<T extends Member = ClientSession> {
  readonly #byId = new Map<string, T>();
  readonly #byUser = new IndexOfSets<T>();
  readonly #byGroup = new IndexOfSets<T>();
  readonly #groups = new Map<T, Set<string>>();
  readonly #userMemberships = new UserMemberships();

  /** Whether users, who may be away, are in groups. */
  get hasUserMemberships(): boolean {
    return !this.#userMemberships.isEmpty;
  }

  all(): Iterable<T> {
    return this.#byId.values();
  }

  find(connectionId: string): T | undefined {
    return this.#byId.get(connectionId);
  }

  ofUser(userId: string): ReadonlySet<T> {
    return this.#byUser.get(userId);
  }

  ofGroup(group: string): ReadonlySet<T> {
    return this.#byGroup.get(group);
  }

  groupNames(): Iterable<string> {
    return this.#byGroup.names();
  }

  /** Joins the groups of its user, too. */
  add(member: T): void {
    const { userId } = member.admission;
    this.#byId.set(member.connectionId, member);
    this.#groups.set(member, new Set());
    if (userId !== undefined) {
      this.#byUser.add(userId, member);
      for (const group of this.#userMemberships.groupsOf(userId)) {
        this.join(member, group);
      }
    }
  }

  /** Does nothing for a stranger. */
  remove(member: T): void {
    const { userId } = member.admission;
    if (this.#byId.get(member.connectionId) === member) {
      this.#byId.delete(member.connectionId);
    }
    this.leaveAll(member);
    this.#groups.delete(member);
    if (userId !== undefined) {
      this.#byUser.delete(userId, member);
    }
  }

  join(member: T, group: string): void {
    this.#groups.get(member)?.add(group);
    this.#byGroup.add(group, member);
  }

  leave(member: T, group: string): void {
    this.#groups.get(member)?.delete(group);
    this.#byGroup.delete(group, member);
  }

  leaveAll(member: T): void {
    for (const group of this.#groups.get(member) ?? []) {
      this.#byGroup.delete(group, member);
    }
    this.#groups.get(member)?.clear();
  }

  /** The connections that the user has join; those that it will have do so until `expiresAt`, epoch ms, if that is given. */
  joinUser(userId: string, group: string, expiresAt?: number): void {
    if (expiresAt !== undefined) {
      this.#userMemberships.add({ userId, group }, expiresAt);
    }
    for (const member of this.ofUser(userId)) {
      this.join(member, group);
    }
  }

  /** Without a group, all groups. */
  leaveUser(userId: string, group?: string): void {
    this.#userMemberships.remove(userId, group);
    for (const member of this.ofUser(userId)) {
      if (group === undefined) {
        this.leaveAll(member);
      } else {
        this.leave(member, group);
      }
    }
  }

  /** By itself, whether it is connected or not. */
  isUserInGroup(userId: string, group: string): boolean {
    return this.#userMemberships.has({ userId, group });
  }

  /** With one of its connections. */
  isUserPresentInGroup(userId: string, group: string): boolean {
    const members = this.ofGroup(group);
    return [...this.ofUser(userId)].some((member) => members.has(member));
  }

  /** Users leave the groups that they were to be in until now, epoch ms. */
  endMemberships(now: number): void {
    for (const { userId, group } of this.#userMemberships.takeExpired(now)) {
      this.leaveUser(userId, group);
    }
  }
}
