/** Who is subscribed to what, and from when to when. Rules: docs/spec/signalr-redis.md, SR-20 to SR-24. */

import { hostname } from 'node:os';
import { JsonHubProtocol } from '@parley/signalr-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../../signalr-server/test/support/message.ts';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import { ChannelSubscriptions } from '../src/link/channel-subscriptions.ts';
import { Farm } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';
import { RecordedRecipient } from '../../signalr-server/test/support/recorded-recipient.ts';

const JSON_PROTOCOL = new JsonHubProtocol();

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

describe('on a real Redis', () => {
  test('[SR-20] whoever is added is reached from anywhere', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const here = farm.createNode();
    const there = farm.createNode();

    // Nobody has waited for Redis: the first connection does.
    await here.connect('1', { userId: 'ann' });
    expect(await peer.subscribers(':connection:1')).toBe(1);
    expect(await peer.subscribers(':user:ann')).toBe(1);
    expect(await peer.subscribers(':all')).toBeGreaterThan(0);

    const two = await there.connect('2');
    await here.router.send({ to: 'connections', ids: ['2'] }, message('hello'));
    await two.hears('hello');
  });

  test('[SR-21] a group and a user are subscribed to from their first member to their last', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const one = await node.connect('1', { userId: 'ann' });
    const two = await node.connect('2', { userId: 'ann' });
    const counts = async (): Promise<readonly number[]> => [
      await peer.subscribers(':group:red'),
      await peer.subscribers(':user:ann'),
    ];

    expect(await counts()).toEqual([0, 1]);
    await node.router.join('1', 'red');
    await node.router.join('1', 'red');
    await node.router.join('2', 'red');
    expect(await counts()).toEqual([1, 1]);
    await node.router.leave('1', 'red');
    await node.router.leave('1', 'red');
    await node.router.remove(one);
    expect(await counts()).toEqual([1, 1]);
    await node.router.remove(two);
    expect(await counts()).toEqual([0, 0]);
  });

  test('[SR-22] a member who joins while the last one leaves is reached', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const connections = await Promise.all(
      Array.from({ length: 8 }, (_, index) => here.connect(`c${index}`)),
    );
    const members = connections;

    for (let round = 0; round < 40; round += 1) {
      const stays = members[round % members.length] as RecordedRecipient;
      // All join and leave at once; one of them, each time another, joins last of all.
      await Promise.all([
        ...members.flatMap(({ connectionId }) => [
          here.router.join(connectionId, 'red'),
          here.router.leave(connectionId, 'red'),
        ]),
        here.router.join(stays.connectionId, 'red'),
      ]);

      await there.router.send({ to: 'groups', names: ['red'] }, message(`round-${round}`));
      await stays.hears(`round-${round}`);
      await here.router.leave(stays.connectionId, 'red');
      expect(await peer.subscribers(':group:red')).toBe(0);
    }
  });

  test('[SR-2] [SR-23] nothing is left of connections that have ended, nor of a router that has closed', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const clients = await peer.clientCount();
    const [node] = await farm.createNodes(1);
    const own = await peer.subscribed();
    const [, serverName = ''] =
      own.find((name) => name.startsWith(':internal:ack:'))?.split('ack:') ?? [];

    expect(serverName.startsWith(`${hostname()}_`)).toBe(true);
    expect(serverName.slice(hostname().length)).toMatch(/^_[0-9a-f]{32}$/);
    expect(own).toEqual(
      [
        ':all',
        ':internal:groups',
        `:internal:ack:${serverName}`,
        `:internal:return:${serverName}`,
        ':parley:query',
        `:parley:reply:${serverName}`,
      ].sort(),
    );

    const connections = await Promise.all(
      ['1', '2', '3'].map((id) => node.connect(id, { userId: `user-${id}` })),
    );
    await Promise.all(['1', '2', '3'].map((id) => node.router.join(id, `group-${id}`)));
    expect(await peer.subscribed()).toHaveLength(own.length + 9);
    await Promise.all(connections.map((connection) => node.router.remove(connection)));
    expect(await peer.subscribed()).toEqual(own);

    await node.router.close();
    expect(node.factory.state()).toBe('closed');
    await peer.seesClients(clients);
  });

  test('[SR-24] the hubs of a server share two connections, and a name is one hub’s', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const clients = await peer.clientCount();
    const node = farm.createNode();
    const setup = {
      protocols: [JSON_PROTOCOL],
      clock: new ManualClock(),
      logger: node.logger,
    };
    const other = node.factory({ ...setup, hubName: 'Other' });
    await node.factory.connected();
    const chatter = await node.connect('1');
    await other.add(new RecordedRecipient({ connectionId: '2', router: other }));

    expect(await peer.clientCount()).toBe(clients + 2);
    expect(() => node.factory({ ...setup, hubName: 'Chat' })).toThrow(TypeError);
    await other.send({ to: 'all' }, message('other'));
    await node.router.send({ to: 'all' }, message('chat'));
    await chatter.hears('chat');
    expect(chatter.heard).toEqual(['chat']);

    await other.close();
    await node.router.send({ to: 'all' }, message('still'));
    await chatter.hears('still');
  });
});

describe('one channel at a time', () => {
  const noListener = (): void => undefined;

  /** Notes each command and answers it when told. */
  function createSubscriber(): {
    readonly commands: string[];
    readonly answer: () => Promise<void>;
    readonly refuse: () => Promise<void>;
    readonly subscribe: (channels: readonly string[]) => Promise<void>;
    readonly unsubscribe: (channels: readonly string[]) => Promise<void>;
  } {
    const commands: string[] = [];
    const waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
    const command = (name: string, channels: readonly string[]): Promise<void> => {
      commands.push(`${name} ${channels.join(' ')}`);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    };
    const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    return {
      commands,
      subscribe: (channels) => command('+', channels),
      unsubscribe: (channels) => command('-', channels),
      answer: () => {
        waiting.shift()?.resolve();
        return pause();
      },
      refuse: () => {
        waiting.shift()?.reject(new Error('no'));
        return pause();
      },
    };
  }

  test('[SR-22] a join during the last leave waits for it, and is subscribed', async () => {
    const subscriber = createSubscriber();
    const subscriptions = new ChannelSubscriptions();
    await subscriptions.restore(subscriber);
    const first = subscriptions.acquire('a', noListener);
    await subscriber.answer();
    await first;

    const left = subscriptions.release('a');
    const joined = subscriptions.acquire('a', noListener);
    const joinedToo = subscriptions.acquire('a', noListener);
    expect(subscriber.commands).toEqual(['+ a', '- a']);
    await subscriber.answer();
    expect(subscriber.commands).toEqual(['+ a', '- a', '+ a']);
    await subscriber.answer();
    await Promise.all([left, joined, joinedToo]);

    expect(subscriber.commands).toEqual(['+ a', '- a', '+ a']);
  });

  test('[SR-22] two who join at once wait for one command', async () => {
    const subscriber = createSubscriber();
    const subscriptions = new ChannelSubscriptions();
    await subscriptions.restore(subscriber);

    const joined = ['a', 'a', 'b'].map((name) => subscriptions.acquire(name, noListener));
    expect(subscriber.commands).toEqual(['+ a', '+ b']);
    expect(subscriptions.isHeard('a')).toBe(false);
    await subscriber.answer();
    await subscriber.answer();
    await Promise.all(joined);
    expect(subscriptions.isHeard('a')).toBe(true);

    await subscriptions.release('a');
    const left = subscriptions.release('a');
    expect(subscriptions.isHeard('a')).toBe(false);
    await subscriber.answer();
    await left;
    expect(subscriber.commands).toEqual(['+ a', '+ b', '- a']);
  });

  test('[SR-22] a join that is taken back before it is acknowledged leaves nothing', async () => {
    const subscriber = createSubscriber();
    const subscriptions = new ChannelSubscriptions();
    await subscriptions.restore(subscriber);

    const changes = [subscriptions.acquire('a', noListener), subscriptions.release('a')];
    await subscriber.answer();
    await subscriber.answer();
    await Promise.all(changes);

    expect(subscriber.commands).toEqual(['+ a', '- a']);
    expect(subscriptions.size).toBe(0);
  });

  test('[SR-43] what changes while everything is subscribed again is right in the end', async () => {
    const subscriptions = new ChannelSubscriptions();
    await Promise.all(['a', 'b', 'c'].map((name) => subscriptions.acquire(name, noListener)));
    await subscriptions.release('c');
    const subscriber = createSubscriber();

    const restored = subscriptions.restore(subscriber);
    expect(subscriber.commands).toEqual(['+ a b']);
    await Promise.all([subscriptions.release('a'), subscriptions.acquire('d', noListener)]);
    await subscriber.answer();
    expect(subscriber.commands).toEqual(['+ a b', '+ d']);
    await subscriber.answer();
    await subscriber.answer();
    await restored;

    expect(subscriber.commands).toEqual(['+ a b', '+ d', '- a']);
    expect(subscriptions.size).toBe(2);
  });

  test('[SR-43] a command that Redis did not answer is given again to the next', async () => {
    const [lost, next] = [createSubscriber(), createSubscriber()];
    const subscriptions = new ChannelSubscriptions();
    await subscriptions.restore(lost);
    const acquired = subscriptions.acquire('a', noListener);
    subscriptions.suspend();
    await lost.refuse();
    await acquired;

    const restored = subscriptions.restore(next);
    await next.answer();
    await restored;
    expect(next.commands).toEqual(['+ a']);
  });

  test('[SR-49] a command that Redis refuses is the error of whoever needs it', async () => {
    const subscriber = createSubscriber();
    const subscriptions = new ChannelSubscriptions();
    await subscriptions.restore(subscriber);
    const acquired = expect(subscriptions.acquire('a', noListener)).rejects.toThrow('no');
    await subscriber.refuse();
    await acquired;

    await subscriptions.release('a');
    expect([subscriber.commands, subscriptions.size]).toEqual([['+ a'], 0]);
  });
});
