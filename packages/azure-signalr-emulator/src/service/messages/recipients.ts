/**
 * Whom a message of a server reaches.
 *
 * Rules: docs/spec/azure-service.md, AS-21 to AS-25.
 */

import { type MulticastMessage, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { Member, Members } from '../members/members.ts';
import type { ServiceSettings } from '../service-settings.ts';

export interface Recipient<T> {
  readonly member: T;
  /** Through which it is reached, if through one. */
  readonly group?: string;
}

export type RecipientSettings = Pick<
  ServiceSettings,
  'deliversOncePerGroup' | 'deliversOncePerName' | 'excludesCallersUser'
>;

/** A client stands there once for each of the groups that it is reached through, or else once. */
export function recipientsOf<T extends Member>(
  message: MulticastMessage,
  members: Members<T>,
  settings: RecipientSettings,
): readonly Recipient<T>[] {
  const { deliversOncePerGroup, deliversOncePerName, excludesCallersUser } = settings;
  const named = (names: readonly string[]): readonly string[] =>
    deliversOncePerName ? [...new Set(names)] : names;
  switch (message.type) {
    case ServiceMessageType.broadcastData:
      return without(message.excludedConnectionIds, reached(members.all()));
    case ServiceMessageType.multiConnectionData:
      return named(message.connectionIds).flatMap((id) => {
        const member = members.find(id);
        return member === undefined ? [] : [{ member }];
      });
    case ServiceMessageType.userData:
      return reached(members.ofUser(message.userId));
    case ServiceMessageType.multiUserData:
      return named(message.userIds).flatMap((id) => reached(members.ofUser(id)));
    case ServiceMessageType.groupBroadcastData: {
      const { groupName, excludedConnectionIds, callerUserId } = message;
      const excludedUsers = new Set<string | undefined>(message.excludedUserIds);
      if (excludesCallersUser && callerUserId !== undefined) {
        excludedUsers.add(callerUserId);
      }
      const everybody = reached(members.ofGroup(groupName), groupName);
      return without(excludedConnectionIds, everybody).filter(
        ({ member: { admission } }) => !excludedUsers.has(admission.userId),
      );
    }
    case ServiceMessageType.multiGroupBroadcastData: {
      const everybody = named(message.groupNames).flatMap((name) =>
        reached(members.ofGroup(name), name),
      );
      return deliversOncePerGroup ? everybody : onceEach(everybody);
    }
  }
}

function reached<T>(members: Iterable<T>, group?: string): readonly Recipient<T>[] {
  return Array.from(members, (member) => (group === undefined ? { member } : { member, group }));
}

function without<T extends Member>(
  connectionIds: readonly string[] | undefined,
  recipients: readonly Recipient<T>[],
): readonly Recipient<T>[] {
  const excluded = new Set(connectionIds);
  return recipients.filter(({ member }) => !excluded.has(member.connectionId));
}

function onceEach<T>(recipients: readonly Recipient<T>[]): readonly Recipient<T>[] {
  const first = new Map(recipients.toReversed().map((recipient) => [recipient.member, recipient]));
  return [...first.values()];
}
