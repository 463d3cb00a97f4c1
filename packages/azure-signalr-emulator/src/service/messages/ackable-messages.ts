/**
 * What a server wants acknowledged: groups, questions and the sending away of clients.
 *
 * Rules: docs/spec/azure-service.md, AS-36 to AS-44.
 */

import {
  type AckableMessage,
  AckStatus,
  type JoinGroupMessage,
  type LeaveGroupMessage,
  ServiceMessageType,
  type UserJoinGroupMessage,
  type UserJoinGroupWithAckMessage,
  type UserLeaveGroupMessage,
} from '@parley/azure-signalr-protocol';
import type { ClientSession } from '../clients/client-session.ts';
import type { Members } from '../members/members.ts';
import type { ServiceSetup } from '../service-setup.ts';
import { groupMemberPage } from './group-member-page.ts';

/** What an ack says. */
export interface Answer {
  /** One of `AckStatus`. */
  readonly status: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}

/** What these messages are about. */
export interface Scene extends ServiceSetup {
  readonly members: Members;
}

const OK: Answer = { status: AckStatus.ok };
const NOT_FOUND: Answer = { status: AckStatus.notFound };

export function answerAckable(message: AckableMessage, scene: Scene): Answer {
  const { members } = scene;
  switch (message.type) {
    case ServiceMessageType.joinGroupWithAck:
      return joinGroup(message, members);
    case ServiceMessageType.leaveGroupWithAck:
      return leaveGroup(message, members);
    case ServiceMessageType.userJoinGroupWithAck:
      joinUserGroup(message, scene);
      return OK;
    case ServiceMessageType.userLeaveGroupWithAck:
      members.leaveUser(message.userId, message.groupName);
      return OK;
    case ServiceMessageType.checkUserInGroupWithAck:
      return found(isUserInGroup(message, scene));
    case ServiceMessageType.checkGroupExistenceWithAck:
      return found(members.ofGroup(message.groupName).size > 0);
    case ServiceMessageType.checkConnectionExistenceWithAck:
      return found(members.find(message.connectionId) !== undefined);
    case ServiceMessageType.checkUserExistenceWithAck:
      return found(members.ofUser(message.userId).size > 0);
    case ServiceMessageType.groupMemberQuery:
      return groupMemberPage(message, members.ofGroup(message.groupName), scene.settings);
    case ServiceMessageType.closeConnectionWithAck:
      return dismiss([members.find(message.connectionId)], message, scene);
    case ServiceMessageType.closeConnectionsWithAck:
      dismiss(members.all(), message, scene);
      return OK;
    case ServiceMessageType.closeUserConnectionsWithAck:
      dismiss(members.ofUser(message.userId), message, scene);
      return OK;
    case ServiceMessageType.closeGroupConnectionsWithAck:
      dismiss(members.ofGroup(message.groupName), message, scene);
      return OK;
  }
}

export function joinGroup(
  { connectionId, groupName }: Pick<JoinGroupMessage, 'connectionId' | 'groupName'>,
  members: Members,
): Answer {
  const member = members.find(connectionId);
  if (member !== undefined) {
    members.join(member, groupName);
  }
  return found(member !== undefined);
}

/** Without a name, all groups. */
export function leaveGroup(
  { connectionId, groupName }: Pick<LeaveGroupMessage, 'connectionId' | 'groupName'>,
  members: Members,
): Answer {
  const member = members.find(connectionId);
  if (member !== undefined && groupName === undefined) {
    members.leaveAll(member);
  } else if (member !== undefined && groupName !== undefined) {
    members.leave(member, groupName);
  }
  return found(member !== undefined);
}

export function joinUserGroup(
  {
    userId,
    groupName,
    ttlSeconds,
  }: Pick<
    UserJoinGroupMessage | UserJoinGroupWithAckMessage,
    'userId' | 'groupName' | 'ttlSeconds'
  >,
  { members, clock }: Scene,
): void {
  if (ttlSeconds === 0) {
    members.joinUser(userId, groupName);
  } else {
    const lifetimeMs = ttlSeconds === undefined ? Number.POSITIVE_INFINITY : ttlSeconds * 1000;
    members.joinUser(userId, groupName, clock.epochMs() + lifetimeMs);
  }
}

export function leaveUserGroup(
  { userId, groupName }: Pick<UserLeaveGroupMessage, 'userId' | 'groupName'>,
  members: Members,
): void {
  members.leaveUser(userId, groupName);
}

function isUserInGroup(
  { userId, groupName }: { readonly userId: string; readonly groupName: string },
  { members, settings }: Scene,
): boolean {
  const isPresent = members.isUserPresentInGroup(userId, groupName);
  return (
    members.isUserInGroup(userId, groupName) || (settings.isUserInGroupByConnection && isPresent)
  );
}

interface Dismissal {
  readonly reason?: string;
  readonly excludedConnectionIds?: readonly string[];
}

function dismiss(
  clients: Iterable<ClientSession | undefined>,
  dismissal: Dismissal,
  { settings }: Scene,
): Answer {
  const excluded = new Set(dismissal.excludedConnectionIds);
  const dismissed = [...clients].filter((client) => client !== undefined);
  for (const client of dismissed) {
    if (!excluded.has(client.connectionId)) {
      client.dismiss(dismissal.reason, { mayReturn: settings.canReturnWhenSentAway });
    }
  }
  return found(dismissed.length > 0);
}

function found(isThere: boolean): Answer {
  return isThere ? OK : NOT_FOUND;
}
