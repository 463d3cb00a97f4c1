/** Sending, and groups of connections anywhere. Rules: docs/spec/signalr-redis.md, SR-9 to SR-33. */

import { JsonHubProtocol, MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../../signalr-server/test/support/message.ts';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import {
  decodeGroupCommand,
  decodeInvocation,
  encodeAck,
  encodeGroupCommand,
  encodeInvocation,
} from '../src/wire/backplane-payloads.ts';
import type { Audience } from '@parley/signalr-server';
import { Farm } from './support/farm.ts';
import type { FarmNode } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';
import type { RecordedRecipient } from '../../signalr-server/test/support/recorded-recipient.ts';

const JSON_PROTOCOL = new JsonHubProtocol();
const MESSAGE_PACK = new MessagePackHubProtocol();

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Everything sent before has arrived where this has. */
async function settle(sender: FarmNode, connections: readonly RecordedRecipient[]): Promise<void> {
  const mark = `mark-${String(Math.random())}`;
  await sender.router.send({ to: 'all' }, message(mark));
  await Promise.all(connections.map((connection) => connection.hears(mark)));
}

function heardBy(connection: RecordedRecipient): readonly string[] {
  return connection.heard.filter((target) => !target.startsWith('mark-'));
}

describe('sending', () => {
  test('[SR-10] every protocol of the hub is published, whoever is connected', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);

    await node.router.send({ to: 'all' }, message('hello', 1));
    const { frames } = decodeInvocation(await peer.hears(':all'));

    const sent = { type: MessageType.invocation, target: 'hello', arguments: [1] } as const;
    expect(frames).toEqual(
      new Map([
        ['json', new Uint8Array(JSON_PROTOCOL.encode(sent))],
        ['messagepack', new Uint8Array(MESSAGE_PACK.encode(sent))],
      ]),
    );
  });

  test.each([
    [{ to: 'all' }, [':all'], ['1', '2', '3']],
    [{ to: 'groups', names: ['red', 'blue'] }, [':group:red', ':group:blue'], ['1', '1', '2']],
    [{ to: 'users', ids: ['ann'] }, [':user:ann'], ['1', '3']],
    [{ to: 'connections', ids: ['1', '3'] }, [':connection:1', ':connection:3'], ['1', '3']],
  ] as const)('[SR-11] %j goes through Redis and arrives once', async (audience, channels, who) => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const one = await here.connect('1', { userId: 'ann' });
    const two = await here.connect('2', { userId: 'bob' });
    const three = await there.connect('3', { userId: 'ann' });
    await here.router.join('1', 'red');
    await here.router.join('1', 'blue');
    await here.router.join('2', 'blue');
    const connections = [one, two, three];

    await here.router.send(audience, message('hello'));
    await settle(here, connections);
    await Promise.all(channels.map((channel) => peer.hears(channel)));

    expect(peer.channels.slice(0, channels.length).sort()).toEqual([...channels].sort());
    expect(
      connections.flatMap((connection) => heardBy(connection).map(() => connection.connectionId)),
    ).toEqual(who);
  });

  test('[SR-12] one connection of this server is reached without Redis', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const one = await here.connect('1');
    const two = await there.connect('2');

    await here.router.send({ to: 'connections', ids: ['1'] }, message('near'));
    expect(one.heard).toEqual(['near']);

    await here.router.send({ to: 'connections', ids: ['2'] }, message('far'));
    await two.hears('far');
    await peer.hears(':connection:2');
    expect(peer.channels).toEqual([':connection:2']);
  });

  test('[SR-12] [SR-15] it follows what is on its way through Redis', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here] = await farm.createNodes(1);
    const one = await here.connect('1');
    await here.router.join('1', 'red');
    const sendTo = (audience: Audience, target: string): Promise<void> =>
      here.router.send(audience, message(target));

    for (let round = 0; round < 50; round += 1) {
      await sendTo({ to: 'groups', names: ['red'] }, `${round} group`);
      await sendTo({ to: 'connections', ids: ['1'] }, `${round} one`);
    }
    await one.hears('49 one');
    expect(one.heard).toEqual(
      Array.from({ length: 50 }, (_, round) => [`${round} group`, `${round} one`]).flat(),
    );

    // Nothing is on its way any more, and what nobody here hears never is.
    await here.router.leave('1', 'red');
    await sendTo({ to: 'groups', names: ['red', 'blue'] }, 'unheard');
    const direct = sendTo({ to: 'connections', ids: ['1'] }, 'direct');
    expect(one.heard.at(-1)).toBe('direct');
    await direct;
    await peer.hears(':group:blue');

    // Nor what comes back to a group that has been left meanwhile.
    await here.router.join('1', 'red');
    const sent = sendTo({ to: 'groups', names: ['red'] }, 'too late');
    await here.router.leave('1', 'red');
    await sent;
    const again = sendTo({ to: 'connections', ids: ['1'] }, 'direct again');
    expect(one.heard.at(-1)).toBe('direct again');
    await again;
  });

  test('[SR-13] exceptions hold on the other servers too', async () => {
    await using farm = new Farm(redis);
    const [here, there] = await farm.createNodes(2);
    const one = await here.connect('1', { userId: 'ann' });
    const two = await there.connect('2', { userId: 'ann' });
    const three = await there.connect('3', { userId: 'ann' });
    await there.router.join('2', 'red');
    await there.router.join('3', 'red');

    await here.router.send({ to: 'all', except: ['2'] }, message('all'));
    await here.router.send({ to: 'groups', names: ['red'], except: ['3'] }, message('group'));
    await here.router.send({ to: 'users', ids: ['ann'], except: ['1'] }, message('user'));
    await here.router.send(
      { to: 'connections', ids: ['1', '2'], except: ['1'] },
      message('connections'),
    );
    const connections = [one, two, three];
    await settle(here, connections);

    expect(connections.map(heardBy)).toEqual([
      ['all'],
      ['group', 'user', 'connections'],
      ['all', 'user'],
    ]);
  });

  test('[SR-14] a client whose protocol was not encoded is disconnected, the others served', async () => {
    await using farm = new Farm(redis);
    const json = farm.createNode({ protocols: [JSON_PROTOCOL] });
    const both = farm.createNode();
    const packed = await both.connect('1', { protocol: MESSAGE_PACK });
    const plain = await both.connect('2');

    await json.router.send({ to: 'all' }, message('hello'));
    await plain.hears('hello');

    expect(await packed.isDisconnected()).toEqual({
      reason:
        'This message was received from another server that did not have the requested protocol available.',
      allowReconnect: true,
    });
    expect([plain.notices, packed.heard]).toEqual([[], []]);
  });

  test('[SR-15] what one server sends through Redis arrives in order', async () => {
    await using farm = new Farm(redis);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1', { userId: 'ann' });
    const near = await here.connect('2', { userId: 'ann' });
    await there.router.join('1', 'red');
    await here.router.join('2', 'red');

    const targets = Array.from({ length: 300 }, (_, index) => `message-${index}`);
    await Promise.all(
      targets.map((target, index) =>
        here.router.send(
          [
            { to: 'all' } as const,
            { to: 'groups', names: ['red'] } as const,
            { to: 'users', ids: ['ann'] } as const,
          ][index % 3] ?? { to: 'all' },
          message(target),
        ),
      ),
    );
    await far.hears('message-299');
    await near.hears('message-299');

    expect(far.heard).toEqual(targets);
    expect(near.heard).toEqual(targets);
  });

  test('[SR-16] a value that cannot be encoded is refused, and nothing is published', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const one = await node.connect('1');

    await expect(node.router.send({ to: 'all' }, message('bad', 1n))).rejects.toThrow();
    await node.router.send({ to: 'all' }, message('good'));
    await one.hears('good');
    await peer.hears(':all');

    expect(peer.channels).toEqual([':all']);
  });
});

describe('what cannot be read', () => {
  const GARBAGE = Buffer.from('c1c1c1', 'hex');

  test('[SR-9] costs nothing but a line in the log', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const one = await node.connect('1', { userId: 'ann' });
    await node.router.join('1', 'red');
    const channels = await peer.subscribed();

    expect(channels).toHaveLength(9);
    for (const channel of channels) {
      await peer.publish(channel, GARBAGE);
    }
    await node.router.send({ to: 'groups', names: ['red'] }, message('good'));
    await one.hears('good');

    expect(node.logger.texts('warn')).toEqual(
      channels.map(() => 'A message of another server was dropped'),
    );
    expect(one.notices).toEqual([]);
  });

  test('[SR-9] a frame that is no message is the protocol’s affair, not the server’s', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const one = await node.connect('1');

    const frames = new Map([['json', Buffer.from('no json')]]);
    await peer.publish(':all', encodeInvocation({ excludedIds: [], frames, answer: undefined }));
    await node.router.send({ to: 'all' }, message('good'));
    await one.hears('good');

    expect(node.logger.texts('warn')).toEqual(['A message of another server was not delivered']);
  });
});

describe('groups', () => {
  test('[SR-30] of a connection of this server change without a command', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const one = await node.connect('1');

    await node.router.join('1', 'red');
    await node.router.send({ to: 'groups', names: ['red'] }, message('hello'));
    await one.hears('hello');
    await peer.hears(':group:red');

    expect(peer.channels).toEqual([':group:red']);
  });

  test('[SR-31] of another’s connection are changed by its server, which confirms it', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1');

    await here.router.join('1', 'red');
    expect(await there.router.groupsOf('1')).toEqual(['red']);
    await here.router.send({ to: 'groups', names: ['red'] }, message('hello'));
    await far.hears('hello');
    await here.router.leave('1', 'red');
    expect(await there.router.groupsOf('1')).toEqual([]);

    const command = decodeGroupCommand(await peer.hears(':internal:groups'));
    expect(command).toMatchObject({ action: 'add', group: 'red', connectionId: '1' });
    expect(await peer.hears(`:internal:ack:${command.serverName}`)).toEqual(
      Buffer.from(encodeAck(command.id)),
    );
  });

  test('[SR-31] a command of any server is carried out and confirmed', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    await node.connect('1');

    const command = { id: 70_000, action: 'add', group: 'red', connectionId: '1' } as const;
    await peer.publish(':internal:groups', encodeGroupCommand({ ...command, serverName: 'net_1' }));

    expect(await peer.hears(':internal:ack:net_1')).toEqual(Buffer.from('91ce00011170', 'hex'));
    expect(await peer.subscribers(':group:red')).toBe(1);
    expect(await node.router.groupsOf('1')).toEqual(['red']);
  });

  test('[SR-32] a change that nobody confirms ends with an error after 30 seconds', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const clock = new ManualClock();
    const [node] = await farm.createNodes(1, { clock });
    const leave = await peer.occupy(':connection:ghost');

    const joined = expect(node.router.join('ghost', 'red')).rejects.toMatchObject({
      code: 'group-timeout',
      isRetryable: true,
    });
    for (let elapsedMs = 0; elapsedMs < 30_000; elapsedMs += 5_000) {
      clock.advance(5_000);
      await node.isAnswered();
    }
    await joined;
    await leave();
  });

  test('[SR-33] a connection that nobody has is no error', async () => {
    await using farm = new Farm(redis);
    const [node] = await farm.createNodes(1, { clock: new ManualClock() });

    await node.router.join('unknown', 'red');
    await node.router.leave('unknown', 'red');
  });

  test('[SR-33] nor is one that goes away before its server has confirmed', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const clock = new ManualClock();
    const [node] = await farm.createNodes(1, { clock });
    const leave = await peer.occupy(':connection:ghost');

    const joined = node.router.join('ghost', 'red');
    await peer.hears(':internal:groups');
    await node.isAnswered();
    await leave();
    clock.advance(5_000);
    await joined;
  });
});
