/**
 * Groups that the router keeps beside those of the application, for lists and for what the service cannot exclude.
 *
 * No name of the application begins with a NUL. Rules: docs/spec/azure-signalr.md, AZ-109 and AZ-120.
 */

const MARK = '\u0000';

/** Every client of the hub. */
export const EVERYBODY = `${MARK}all`;

/** Every client of one user. */
export function groupOfUser(userId: string): string {
  return `${MARK}user:${userId}`;
}

/** Whether an application can have a group of that name behind the service. */
export function canBeGroup(name: string): boolean {
  return name !== '' && !name.startsWith(MARK);
}

/** @throws {TypeError} for a name that can be no group's. */
export function checkGroupName(name: string): void {
  if (!canBeGroup(name)) {
    throw new TypeError("A group's name must not be empty, and not begin with a NUL.");
  }
}
