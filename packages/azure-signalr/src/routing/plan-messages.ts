/**
 * Which messages carry one hub message to its audience. Pure: what goes over which connection is decided elsewhere.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-102 to AZ-106.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { MulticastMessage, PayloadMap } from '@parley/azure-signalr-protocol';
import type { Audience } from '@parley/signalr-server';
import { checkGroupName, groupOfUser } from './hidden-groups.ts';

/** Of the ids in one message, as bytes: a list of any length must not make a message of any size. */
const MAX_LIST_BYTES = 256 * 1024;
/** Of a text in MessagePack, at most. */
const HEAD_BYTES = 5;

/** One message to the service. */
export interface PlannedMessage {
  readonly message: MulticastMessage;
  /** What stays in order with it, where only messages to the same target do. */
  readonly target: string;
}

export interface PlanOptions {
  readonly payloads: PayloadMap;
  /** A message for each target, so that each keeps the order of its own. */
  readonly isSpread: boolean;
}

type AudienceOf<T extends Audience['to']> = Extract<Audience, { readonly to: T }>;

/** @throws {TypeError} for a group that an application cannot have. */
export function planMessages(audience: Audience, options: PlanOptions): readonly PlannedMessage[] {
  switch (audience.to) {
    case 'all':
      return [planForAll(audience, options)];
    case 'connections':
      return planForConnections(audience, options);
    case 'groups':
      return planForGroups(audience, options);
    case 'users':
      return planForUsers(audience, options);
  }
}

function planForAll({ except }: AudienceOf<'all'>, { payloads }: PlanOptions): PlannedMessage {
  const type = ServiceMessageType.broadcastData;
  return { message: { type, ...excluding(except), payloads }, target: 'all' };
}

function planForConnections(
  { ids, except = [] }: AudienceOf<'connections'>,
  { payloads, isSpread }: PlanOptions,
): readonly PlannedMessage[] {
  const excluded = new Set(except);
  const reached = ids.filter((id) => !excluded.has(id));
  return inPieces(reached, isSpread).map((connectionIds) => ({
    message: { type: ServiceMessageType.multiConnectionData, connectionIds, payloads },
    target: `connection:${connectionIds[0] ?? ''}`,
  }));
}

/** The service can exclude connections from one group, and from several none. */
function planForGroups(
  { names, except = [] }: AudienceOf<'groups'>,
  { payloads, isSpread }: PlanOptions,
): readonly PlannedMessage[] {
  names.forEach(checkGroupName);
  if (isSpread || except.length > 0 || names.length === 1) {
    return names.map((name) => planForGroup(name, { except, payloads }));
  }
  return inPieces(names, false).map((groupNames) => ({
    message: { type: ServiceMessageType.multiGroupBroadcastData, groupNames, payloads },
    target: `group:${groupNames[0] ?? ''}`,
  }));
}

/** Nobody can be excluded from a user's connections, but from the group that they are in. */
function planForUsers(
  { ids, except = [] }: AudienceOf<'users'>,
  { payloads, isSpread }: PlanOptions,
): readonly PlannedMessage[] {
  // Clients of nobody in particular have no id, and the service knows none that is empty.
  const users = ids.filter((id) => id !== '');
  if (except.length > 0) {
    return users.map((id) => planForGroup(groupOfUser(id), { except, payloads }));
  }
  if (isSpread || users.length === 1) {
    return users.map((userId) => ({
      message: { type: ServiceMessageType.userData, userId, payloads },
      target: `user:${userId}`,
    }));
  }
  return inPieces(users, false).map((userIds) => ({
    message: { type: ServiceMessageType.multiUserData, userIds, payloads },
    target: `user:${userIds[0] ?? ''}`,
  }));
}

function planForGroup(
  groupName: string,
  { except, payloads }: { readonly except: readonly string[]; readonly payloads: PayloadMap },
): PlannedMessage {
  const type = ServiceMessageType.groupBroadcastData;
  return {
    message: { type, groupName, ...excluding(except), payloads },
    target: `group:${groupName}`,
  };
}

function excluding(except: readonly string[] = []): {
  readonly excludedConnectionIds?: readonly string[];
} {
  return except.length === 0 ? {} : { excludedConnectionIds: except };
}

function inPieces(ids: readonly string[], isSpread: boolean): readonly (readonly string[])[] {
  const pieces: string[][] = [];
  let room = 0;
  for (const id of ids) {
    const bytes = HEAD_BYTES + Buffer.byteLength(id);
    const piece = pieces.at(-1);
    if (piece === undefined || isSpread || bytes > room) {
      pieces.push([id]);
      room = MAX_LIST_BYTES - bytes;
    } else {
      piece.push(id);
      room -= bytes;
    }
  }
  return pieces;
}
