/** Whatever the audience, those are reached whom the local router reaches: the service is told so by one way or another. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { MulticastMessage } from '@parley/azure-signalr-protocol';
import { JsonHubProtocol } from '@parley/signalr-protocol';
import { LocalRouter } from '@parley/signalr-server';
import type { Audience } from '@parley/signalr-server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { message } from '../../../signalr-server/test/support/message.ts';
import { groupOfUser } from '../../src/routing/hidden-groups.ts';
import { planMessages } from '../../src/routing/plan-messages.ts';

interface Member {
  readonly id: string;
  readonly userId: string | undefined;
  readonly groups: readonly string[];
}

const IDS = ['c1', 'c2', 'c3', 'c4', 'c5'];
const USERS = ['ann', 'bob', 'eve'];
const GROUPS = ['red', 'blue', 'green'];
const NOBODY = 'nobody';

const someOf = (names: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...names, NOBODY]).map((chosen) => chosen.toReversed());

const MEMBERS: fc.Arbitrary<readonly Member[]> = fc.tuple(
  ...IDS.map((id) =>
    fc.record({
      id: fc.constant(id),
      userId: fc.constantFrom(undefined, ...USERS),
      groups: fc.subarray(GROUPS),
    }),
  ),
);

const AUDIENCE: fc.Arbitrary<Audience> = fc
  .tuple(
    fc.oneof(
      fc.record({ to: fc.constant('all' as const) }),
      fc.record({ to: fc.constant('connections' as const), ids: someOf(IDS) }),
      fc.record({ to: fc.constant('groups' as const), names: someOf(GROUPS) }),
      fc.record({ to: fc.constant('users' as const), ids: someOf(USERS) }),
    ),
    fc.option(someOf(IDS), { nil: undefined }),
  )
  .map(([audience, except]) => (except === undefined ? audience : { ...audience, except }));

/** What the service does, by its rules AS-21 to AS-25. */
function reachedBy(sent: MulticastMessage, members: readonly Member[]): readonly string[] {
  const idsWhere = (isReached: (member: Member) => boolean): readonly string[] =>
    members.filter(isReached).map(({ id }) => id);
  const isIn = ({ userId, groups }: Member, group: string): boolean =>
    groups.includes(group) || (userId !== undefined && group === groupOfUser(userId));

  switch (sent.type) {
    case ServiceMessageType.broadcastData:
      return idsWhere(({ id }) => sent.excludedConnectionIds?.includes(id) !== true);
    case ServiceMessageType.multiConnectionData:
      return idsWhere(({ id }) => sent.connectionIds.includes(id));
    case ServiceMessageType.groupBroadcastData:
      return idsWhere(
        (member) =>
          isIn(member, sent.groupName) && sent.excludedConnectionIds?.includes(member.id) !== true,
      );
    case ServiceMessageType.multiGroupBroadcastData:
      return sent.groupNames.flatMap((name) => idsWhere((member) => isIn(member, name)));
    case ServiceMessageType.userData:
      return idsWhere(({ userId }) => userId === sent.userId);
    case ServiceMessageType.multiUserData:
      return idsWhere(({ userId }) => userId !== undefined && sent.userIds.includes(userId));
  }
}

async function reachedLocally(
  audience: Audience,
  members: readonly Member[],
): Promise<readonly string[]> {
  const router = new LocalRouter();
  const reached: string[] = [];
  for (const { id, userId, groups } of members) {
    await router.add({
      connectionId: id,
      userId,
      protocol: new JsonHubProtocol(),
      aborted: new AbortController().signal,
      deliver: () => reached.push(id),
      disconnect: () => undefined,
    });
    for (const group of groups) {
      await router.join(id, group);
    }
  }
  await router.send(audience, message('hello'));
  return reached.toSorted();
}

test('[AZ-102] [AZ-103] [AZ-104] [AZ-105] every audience, as often as locally', async () => {
  await fc.assert(
    fc.asyncProperty(AUDIENCE, MEMBERS, fc.boolean(), async (audience, members, isSpread) => {
      const planned = planMessages(audience, { payloads: new Map(), isSpread });
      const reached = planned.flatMap(({ message: sent }) => reachedBy(sent, members));

      expect(reached.toSorted()).toEqual(await reachedLocally(audience, members));
    }),
    { numRuns: 1_000 },
  );
});
