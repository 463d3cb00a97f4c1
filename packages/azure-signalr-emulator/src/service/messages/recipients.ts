/**
 * Whom a message of a server reaches.
 *
 * Rules: docs/spec/azure-service.md, AS-21 to AS-25.
 */

import { type MulticastMessage, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { Member, Members } from '../members/members.ts';

export interface Recipient<T> {
  readonly member: T;
  /** Through which it is reached, if through one. */
  readonly group?: string;
}

/** A client stands there once for each of the groups that it is reached through. */
export function recipientsOf<T extends Member>(
  message: MulticastMessage,
  members: Members<T>,
): readonly Recipient<T>[] {
  switch (message.type) {
    case ServiceMessageType.broadcastData:
      return without([...members.all()], new Set(message.excludedConnectionIds));
    case ServiceMessageType.multiConnectionData:
      return unique(message.connectionIds).flatMap((id) => {
        const member = members.find(id);
        return member === undefined ? [] : [{ member }];
      });
    case ServiceMessageType.userData:
      return without([...members.ofUser(message.userId)], new Set());
    case ServiceMessageType.multiUserData:
      return unique(message.userIds).flatMap((id) => without([...members.ofUser(id)], new Set()));
    case ServiceMessageType.groupBroadcastData: {
      const excludedUsers = new Set(message.excludedUserIds);
      return ofGroup(members, message.groupName, new Set(message.excludedConnectionIds)).filter(
        ({ member: { admission } }) =>
          admission.userId === undefined || !excludedUsers.has(admission.userId),
      );
    }
    case ServiceMessageType.multiGroupBroadcastData:
      return unique(message.groupNames).flatMap((name) => ofGroup(members, name, new Set()));
  }
}

function ofGroup<T extends Member>(
  members: Members<T>,
  group: string,
  excluded: ReadonlySet<string>,
): readonly Recipient<T>[] {
  return without([...members.ofGroup(group)], excluded).map(({ member }) => ({ member, group }));
}

function without<T extends Member>(
  members: readonly T[],
  excluded: ReadonlySet<string>,
): readonly Recipient<T>[] {
  return members
    .filter(({ connectionId }) => !excluded.has(connectionId))
    .map((member) => ({ member }));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
