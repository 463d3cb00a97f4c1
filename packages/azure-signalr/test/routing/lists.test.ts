/** Connections as the service lists them, and their ends. */

import {
  AckStatus,
  encodeGroupMemberPage,
  ServiceMessageType,
} from '@parley/azure-signalr-protocol';
import type { AckableMessage, GroupMember } from '@parley/azure-signalr-protocol';
import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { AzureSignalRError } from '../../src/errors.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { JSON_PROTOCOL, MESSAGE_PACK, ScriptedRouter } from '../support/scripted-router.ts';

/** Answers queries of one group with these pages, and everything else with a success. */
function listing(
  groupName: string,
  pages: readonly (readonly GroupMember[])[],
): (message: AckableMessage) => { status?: number; payload?: Uint8Array } {
  return (asked) => {
    if (asked.type !== ServiceMessageType.groupMemberQuery) {
      return {};
    }
    if (asked.groupName !== groupName) {
      return { status: AckStatus.notFound };
    }
    const number = Number(asked.continuationToken ?? 0);
    const next = number + 1 < pages.length ? { continuationToken: `${number + 1}` } : undefined;
    return { payload: encodeGroupMemberPage({ members: pages[number] ?? [], ...next }) };
  };
}

describe('hidden groups', () => {
  test('[AZ-120] every client is in one, and in one of its user', async () => {
    const { router, link } = new ScriptedRouter();
    link.carried.add('c1').add('c2').add('c3');
    const client = { protocol: JSON_PROTOCOL, aborted: new AbortController().signal };
    const unused = { deliver: () => undefined, disconnect: () => undefined };
    await router.add({ ...client, ...unused, connectionId: 'c1', userId: 'ann' });
    await router.add({ ...client, ...unused, connectionId: 'c2', userId: undefined });
    await router.add({ ...client, ...unused, connectionId: 'c3', userId: '' });

    const joins = [
      ['c1', '\u0000all'],
      ['c1', '\u0000user:ann'],
      ['c2', '\u0000all'],
      ['c3', '\u0000all'],
    ] as const;
    expect(link.sent).toEqual(
      joins.map(([connectionId, groupName]) => ({
        message: { type: ServiceMessageType.joinGroup, connectionId, groupName },
        lane: { of: 'client', connectionId },
      })),
    );
    expect(await router.groupsOf('c1')).toEqual([]);
  });

  test('[AZ-120] [AZ-108] a client whose server connection is gone is not taken', async () => {
    const { router, link } = new ScriptedRouter();
    link.carried.add('c1');
    link.failure = new AzureSignalRError('service-unavailable', 'gone');
    const client = { protocol: JSON_PROTOCOL, aborted: new AbortController().signal };
    const unused = { deliver: () => undefined, disconnect: () => undefined };

    await expect(
      router.add({ ...client, ...unused, connectionId: 'c1', userId: 'ann' }),
    ).rejects.toBe(link.failure);
  });
});

describe('lists', () => {
  const ANN = { connectionId: 'c1', userId: 'ann' };
  const GUEST = { connectionId: 'c2' };
  const BOB = { connectionId: 'c3', userId: 'bob' };

  test.each([
    [{ of: 'all' }, '\u0000all'],
    [{ of: 'group', name: 'red' }, 'red'],
    [{ of: 'user', id: 'ann' }, '\u0000user:ann'],
  ] as const)('[AZ-121] %o, from every endpoint and page', async (query, groupName) => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b'), new ScriptedLink('c')];
    const { router } = new ScriptedRouter({ links });
    const [first, second, third] = links as [ScriptedLink, ScriptedLink, ScriptedLink];
    first.acknowledge = listing(groupName, [[ANN], [GUEST]]);
    second.acknowledge = listing(groupName, [[BOB]]);
    third.acknowledge = listing('another', []);

    expect(await router.find(query)).toEqual([ANN, { connectionId: 'c2', userId: undefined }, BOB]);
    expect(first.sent).toEqual([
      {
        message: {
          type: ServiceMessageType.groupMemberQuery,
          groupName,
          ackId: 1,
          top: 100_001,
        },
        lane: { of: 'server' },
      },
      {
        message: {
          type: ServiceMessageType.groupMemberQuery,
          groupName,
          ackId: 2,
          top: 100_000,
          continuationToken: '1',
        },
        lane: { of: 'server' },
      },
    ]);
  });

  test('[AZ-121] an empty page is the last, and nobody has an empty user id', async () => {
    const { router, link } = new ScriptedRouter();
    link.acknowledge = listing('red', [[ANN], [], [BOB]]);

    expect(await router.find({ of: 'group', name: 'red' })).toEqual([ANN]);
    expect(await router.find({ of: 'user', id: '' })).toEqual([]);
    expect(link.sent).toHaveLength(2);
  });

  test('[AZ-121] clients of this server are listed once, as it knows them', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    await scripted.connect('c1', { userId: 'Ann' });
    await scripted.connect('c9', { userId: 'new' });
    link.acknowledge = listing('\u0000all', [[ANN, BOB]]);

    expect(await router.find({ of: 'all' })).toEqual([
      { connectionId: 'c1', userId: 'Ann' },
      { connectionId: 'c9', userId: 'new' },
      BOB,
    ]);
    link.take();
    expect(await router.find({ of: 'connection', id: 'c1' })).toEqual([
      { connectionId: 'c1', userId: 'Ann' },
    ]);
    expect(link.sent).toEqual([]);
  });

  test('[AZ-122] too many', async () => {
    const { router, link } = new ScriptedRouter();
    const many = Array.from({ length: 60_000 }, (_, index) => ({ connectionId: `${index}` }));
    link.acknowledge = listing('red', [many, many, many]);

    await expect(router.find({ of: 'group', name: 'red' })).rejects.toMatchObject({
      code: 'too-many-found',
    });
    expect(link.sent).toHaveLength(2);
  });

  test.each([
    ['no list', {}, 'ack-failed'],
    ['an unreadable list', { payload: new Uint8Array([1]) }, 'ack-failed'],
    ['a failure', { status: AckStatus.internalServerError }, 'ack-failed'],
  ])('[AZ-122] %s', async (_, acknowledgement, code) => {
    const { router, link } = new ScriptedRouter();
    link.acknowledge = () => acknowledgement;

    await expect(router.find({ of: 'all' })).rejects.toMatchObject({ code });
  });
});

describe('disconnecting', () => {
  test('[AZ-123] a client of another server', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { router } = new ScriptedRouter({ links });
    const [first, second] = links as [ScriptedLink, ScriptedLink];
    first.acknowledge = () => ({ status: AckStatus.notFound });

    expect(await router.disconnect('c1', { reason: 'spam', allowReconnect: true })).toBe(true);
    const close = SerializedMessage.of({
      type: MessageType.close,
      error: 'spam',
      allowReconnect: true,
    });
    const check = {
      type: ServiceMessageType.checkConnectionExistenceWithAck,
      connectionId: 'c1',
      ackId: 1,
    };
    expect(first.sent.map(({ message }) => message)).toEqual([check]);
    expect(second.sent.map(({ message }) => message)).toEqual([
      check,
      {
        type: ServiceMessageType.multiConnectionData,
        connectionIds: ['c1'],
        payloads: new Map([
          ['json', close.bytesFor(JSON_PROTOCOL)],
          ['messagepack', close.bytesFor(MESSAGE_PACK)],
        ]),
      },
      { type: ServiceMessageType.closeConnection, connectionId: 'c1' },
    ]);
  });

  test('[AZ-123] nobody', async () => {
    const { router, link } = new ScriptedRouter();
    link.acknowledge = () => ({ status: AckStatus.notFound });

    expect(await router.disconnect('c1', {})).toBe(false);
    expect(link.sent).toHaveLength(1);
  });

  test('[AZ-123] a client of this server, without the service', async () => {
    const scripted = new ScriptedRouter();
    const client = await scripted.connect('c1');

    expect(await scripted.router.disconnect('c1', { reason: 'spam' })).toBe(true);
    expect(client.notices).toEqual([{ reason: 'spam' }]);
    expect(scripted.link.sent).toEqual([]);
  });
});
