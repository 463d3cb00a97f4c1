/** Who may use an endpoint, told from the user alone. Rules: docs/spec/signalr-transports.md, ST-100 to ST-102. */

import type { ConnectedUser } from '../transport-connection.ts';

/** Whether a user may go on. Nothing but `true` is a yes. */
export type UserPolicy = (user: ConnectedUser) => boolean | Promise<boolean>;

/** What the user says of itself, or else whether it has no id. */
export function isAnonymous(user: ConnectedUser): boolean {
  return user.isAnonymous ?? user.userId === undefined;
}

/** Whether a connection of the one is the other's as well. */
export function isSameUser(one: ConnectedUser, other: ConnectedUser): boolean {
  return one.userId === other.userId && isAnonymous(one) === isAnonymous(other);
}

/** Everybody who is not anonymous. */
export const requireUser: UserPolicy = (user) => !isAnonymous(user);

/**
 * Whoever has the claim, with one of the values where some are given. A claim that is an array has each of its
 * values; values are compared with `===`.
 */
export function requireClaim(name: string, ...values: readonly unknown[]): UserPolicy {
  return ({ claims }) => {
    if (!Object.hasOwn(claims, name) || claims[name] === undefined) {
      return false;
    }
    const claimed: readonly unknown[] = Array.isArray(claims[name]) ? claims[name] : [claims[name]];
    return values.length === 0 || values.some((value) => claimed.includes(value));
  };
}
