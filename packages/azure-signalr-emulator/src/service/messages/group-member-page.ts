/**
 * One page of a group's connections.
 *
 * Rules: docs/spec/azure-service.md, AS-44.
 */

import {
  AckStatus,
  encodeGroupMemberPage,
  type GroupMemberQueryMessage,
} from '@parley/azure-signalr-protocol';
import type { Member } from '../members/members.ts';
import type { ServiceSettings } from '../service-settings.ts';

/** The last id of a page is what the next one continues behind, whoever has come and gone meanwhile. */
export function groupMemberPage(
  { top, continuationToken = '' }: Pick<GroupMemberQueryMessage, 'top' | 'continuationToken'>,
  members: ReadonlySet<Member>,
  { groupPageSize }: Pick<ServiceSettings, 'groupPageSize'>,
): { readonly status: number; readonly payload: Uint8Array } {
  const rest = [...members]
    .filter(({ connectionId }) => connectionId > continuationToken)
    .toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
  const page = rest.slice(0, Math.max(0, Math.min(top ?? groupPageSize, groupPageSize)));
  const isLast = page.length === rest.length || page.length === top;
  const last = isLast ? undefined : page.at(-1)?.connectionId;

  return {
    status: AckStatus.ok,
    payload: encodeGroupMemberPage({
      members: page.map(({ connectionId, admission: { userId } }) => ({
        connectionId,
        ...(userId === undefined ? {} : { userId }),
      })),
      ...(last === undefined ? {} : { continuationToken: last }),
    }),
  };
}
