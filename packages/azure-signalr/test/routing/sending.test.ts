/** What is said to the service for each audience, and over which server connection. */

import { AckStatus, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { Audience } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { message } from '../../../signalr-server/test/support/message.ts';
import { AzureSignalRError } from '../../src/errors.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { JSON_PROTOCOL, MESSAGE_PACK, ScriptedRouter } from '../support/scripted-router.ts';

const HELLO = message('hello', 1);
const PAYLOADS = new Map([
  ['json', HELLO.bytesFor(JSON_PROTOCOL)],
  ['messagepack', HELLO.bytesFor(MESSAGE_PACK)],
]);

async function sentFor(
  audience: Audience,
  options: ConstructorParameters<typeof ScriptedRouter>[0] = {},
): Promise<readonly ServiceMessage[]> {
  const { router, link } = new ScriptedRouter(options);
  await router.send(audience, HELLO);
  return link.sent.map(({ message: sent }) => sent);
}

describe('audiences', () => {
  test('[AZ-102] everybody, and everybody but some', async () => {
    const type = ServiceMessageType.broadcastData;

    expect(await sentFor({ to: 'all' })).toEqual([{ type, payloads: PAYLOADS }]);
    expect(await sentFor({ to: 'all', except: ['c1', 'c2'] })).toEqual([
      { type, payloads: PAYLOADS, excludedConnectionIds: ['c1', 'c2'] },
    ]);
  });

  test('[AZ-103] connections, without the exceptions', async () => {
    const type = ServiceMessageType.multiConnectionData;
    const audience: Audience = { to: 'connections', ids: ['c1', 'c2', 'c3'], except: ['c2'] };

    expect(await sentFor(audience)).toEqual([
      { type, connectionIds: ['c1', 'c3'], payloads: PAYLOADS },
    ]);
    expect(await sentFor({ ...audience, except: audience.ids })).toEqual([]);
  });

  test('[AZ-104] a group, and several', async () => {
    const one = { type: ServiceMessageType.groupBroadcastData, payloads: PAYLOADS };
    const excludedConnectionIds = ['c1'];

    expect(await sentFor({ to: 'groups', names: ['red'] })).toEqual([{ ...one, groupName: 'red' }]);
    expect(await sentFor({ to: 'groups', names: ['red', 'blue'] })).toEqual([
      {
        type: ServiceMessageType.multiGroupBroadcastData,
        groupNames: ['red', 'blue'],
        payloads: PAYLOADS,
      },
    ]);
    expect(await sentFor({ to: 'groups', names: ['red', 'blue'], except: ['c1'] })).toEqual([
      { ...one, groupName: 'red', excludedConnectionIds },
      { ...one, groupName: 'blue', excludedConnectionIds },
    ]);
    expect(await sentFor({ to: 'groups', names: [] })).toEqual([]);
  });

  test('[AZ-105] a user, and several', async () => {
    expect(await sentFor({ to: 'users', ids: ['', 'ann'] })).toEqual([
      { type: ServiceMessageType.userData, userId: 'ann', payloads: PAYLOADS },
    ]);
    expect(await sentFor({ to: 'users', ids: ['ann', 'bob'] })).toEqual([
      { type: ServiceMessageType.multiUserData, userIds: ['ann', 'bob'], payloads: PAYLOADS },
    ]);
    expect(await sentFor({ to: 'users', ids: ['ann', 'bob'], except: ['c1'] })).toEqual(
      ['\u0000user:ann', '\u0000user:bob'].map((groupName) => ({
        type: ServiceMessageType.groupBroadcastData,
        groupName,
        excludedConnectionIds: ['c1'],
        payloads: PAYLOADS,
      })),
    );
    expect(await sentFor({ to: 'users', ids: [''] })).toEqual([]);
  });

  test.each([
    [{ to: 'connections', ids: [] }, 'ids', 'connectionIds'],
    [{ to: 'users', ids: [] }, 'ids', 'userIds'],
    [{ to: 'groups', names: [] }, 'names', 'groupNames'],
  ] as const)('[AZ-106] a long list of $0.to is cut', async (audience, given, written) => {
    const names = Array.from({ length: 20_000 }, (_, index) => `name-${index}-${'x'.repeat(30)}`);
    const sent = await sentFor({ ...audience, [given]: names } as Audience);
    const lists = sent.map((each) => (each as unknown as Record<string, string[]>)[written] ?? []);

    expect(lists.flat()).toEqual(names);
    expect(lists.length).toBeGreaterThan(2);
    for (const list of lists) {
      expect(list.join('').length + 5 * list.length).toBeLessThanOrEqual(256 * 1024);
    }
  });

  test('[AZ-106] one id that is longer than that still goes', async () => {
    const id = 'x'.repeat(300_000);
    expect(await sentFor({ to: 'connections', ids: ['c1', id, 'c2'] })).toHaveLength(3);
  });

  test.each(['', '\u0000all', '\u0000user:ann'])('[AZ-109] no group %j', async (group) => {
    const { router, link } = new ScriptedRouter();

    await expect(router.send({ to: 'groups', names: ['red', group] }, HELLO)).rejects.toThrow(
      TypeError,
    );
    await expect(router.join('c1', group)).rejects.toThrow(TypeError);
    await expect(router.leave('c1', group)).rejects.toThrow(TypeError);
    expect(await router.find({ of: 'group', name: group })).toEqual([]);
    expect(link.sent).toEqual([]);
  });
});

describe('payloads', () => {
  test('[AZ-100] [SH-66] every protocol of the hub, each encoded once', async () => {
    const { router, link } = new ScriptedRouter();
    await router.send({ to: 'all' }, HELLO);
    await router.send({ to: 'groups', names: ['red'] }, HELLO);

    const [first, second] = link.sent.map(({ message: sent }) =>
      'payloads' in sent ? sent.payloads : undefined,
    );
    expect(first).toEqual(PAYLOADS);
    expect(second?.get('json')).toBe(first?.get('json'));
    expect(second?.get('messagepack')).toBe(first?.get('messagepack'));
  });

  test('[AZ-101] who speaks what nobody encoded is told to leave', async () => {
    const { router, link } = new ScriptedRouter();
    const frames = new Map([['json', HELLO.bytesFor(JSON_PROTOCOL)]]);
    await router.send({ to: 'all' }, SerializedMessage.fromFrames(frames));

    const sent = link.sent[0]?.message;
    const payloads: ReadonlyMap<string, Uint8Array> =
      sent?.type === ServiceMessageType.broadcastData ? sent.payloads : new Map();
    expect(payloads.get('json')).toEqual(PAYLOADS.get('json'));
    const close = MESSAGE_PACK.decode(payloads.get('messagepack') ?? new Uint8Array(0), {
      offset: 0,
      maxMessageBytes: undefined,
    });
    expect(close?.message).toEqual({
      type: MessageType.close,
      error:
        'This message was received from another server that did not have the requested protocol available.',
      allowReconnect: true,
    });
  });

  test('[AZ-100] what cannot be encoded is not sent', async () => {
    const { router, link } = new ScriptedRouter();
    const loop: unknown[] = [];
    loop.push(loop);

    await expect(router.send({ to: 'all' }, message('loop', loop))).rejects.toThrow();
    expect(link.sent).toEqual([]);
  });
});

describe('lanes', () => {
  const everyAudience: readonly Audience[] = [
    { to: 'all' },
    { to: 'groups', names: ['red'] },
    { to: 'users', ids: ['ann'] },
    { to: 'connections', ids: ['c2'] },
  ];

  test('[AZ-110] what a call sends goes with its caller', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { router } = new ScriptedRouter({ links });
    const [own, other] = links as [ScriptedLink, ScriptedLink];
    own.carried.add('c1');
    for (const audience of everyAudience) {
      await router.send(audience, HELLO, 'c1');
    }

    expect(own.sent.map(({ lane }) => lane)).toEqual(
      everyAudience.map(() => ({ of: 'client', connectionId: 'c1' })),
    );
    expect(other.sent.map(({ lane }) => lane)).toEqual(
      everyAudience.map(() => ({ of: 'target', key: 'caller:c1' })),
    );
  });

  test('[AZ-111] what the application sends goes over one server connection', async () => {
    const { router, link } = new ScriptedRouter();
    for (const audience of everyAudience) {
      await router.send(audience, HELLO);
    }

    expect(link.sent.map(({ lane }) => lane)).toEqual(everyAudience.map(() => ({ of: 'server' })));
  });

  test('[AZ-111] or over that of each target', async () => {
    const { router, link } = new ScriptedRouter({ ordering: 'same-target' });
    await router.send({ to: 'all' }, HELLO);
    await router.send({ to: 'groups', names: ['red', 'blue'] }, HELLO);
    await router.send({ to: 'users', ids: ['ann', 'bob'] }, HELLO);
    await router.send({ to: 'connections', ids: ['c1', 'c2'] }, HELLO);
    await router.send({ to: 'groups', names: ['red', 'blue'] }, HELLO, 'c1');

    expect(link.sent.map(({ lane }) => (lane.of === 'target' ? lane.key : lane.of))).toEqual([
      'all',
      'group:red',
      'group:blue',
      'user:ann',
      'user:bob',
      'connection:c1',
      'connection:c2',
      'caller:c1',
    ]);
    const { message: toSeveral } = link.sent.at(-1) ?? {};
    expect(toSeveral).toMatchObject({ type: ServiceMessageType.multiGroupBroadcastData });
  });
});

describe('endpoints', () => {
  const failure = new AzureSignalRError('service-overloaded', 'full');

  test('[AZ-107] each that is online, and one that takes nothing costs the others nothing', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b'), new ScriptedLink('c')];
    const [first, second, third] = links as [ScriptedLink, ScriptedLink, ScriptedLink];
    const { router, logger } = new ScriptedRouter({ links });
    second.isConnected = false;
    third.failure = failure;
    await router.send({ to: 'all' }, HELLO);

    expect([first, second, third].map(({ sent }) => sent.length)).toEqual([1, 0, 0]);
    expect(logger.lines).toEqual([
      {
        level: 'warn',
        fields: { error: failure, endpoint: 'c' },
        text: 'An endpoint was not reached',
      },
    ]);
  });

  test('[AZ-107] each that can be reached, while the server leaves', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const [leaving, away] = links as [ScriptedLink, ScriptedLink];
    const { router, logger } = new ScriptedRouter({ links });
    leaving.isOnline = false;
    away.isOnline = false;
    away.isConnected = false;
    away.failure = failure;
    leaving.acknowledge = () => ({ status: AckStatus.notFound });
    await router.send({ to: 'all' }, HELLO);
    await router.join('stranger', 'red');

    expect(leaving.sent).toHaveLength(2);
    expect(logger.lines).toEqual([]);
  });

  test('[AZ-107] [AZ-108] none that takes it', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { router, logger } = new ScriptedRouter({ links });
    for (const link of links) {
      link.failure = failure;
      link.isConnected = false;
    }

    await expect(router.send({ to: 'all' }, HELLO)).rejects.toBe(failure);
    expect(logger.lines).toEqual([]);
    const nowhere = new ScriptedRouter({ links: [] }).router.send({ to: 'all' }, HELLO);
    await expect(nowhere).rejects.toMatchObject({ code: 'service-unavailable' });
  });

  test('[AZ-108] everything fails once the router has closed, also what waits', async () => {
    const scripted = new ScriptedRouter();
    const { router } = scripted;
    const own = await scripted.connect('c1');
    const call = { target: 'why', arguments: [] };
    const waiting = [router.invoke('c1', call), router.invoke('c2', call), router.groupsOf('c2')];
    const outcomes = Promise.allSettled(waiting);
    await router.close();
    await router.close();

    const late = Promise.allSettled([
      router.add(own),
      router.join('c1', 'red'),
      router.leave('c1', 'red'),
      router.send({ to: 'all' }, HELLO),
      router.invoke('c1', call),
      router.find({ of: 'all' }),
      router.groupsOf('c1'),
      router.disconnect('c1', {}),
    ]);
    for (const outcome of [...(await outcomes), ...(await late)]) {
      expect(outcome).toMatchObject({ reason: { code: 'service-closed' } });
    }
    await router.remove(own);
  });
});
