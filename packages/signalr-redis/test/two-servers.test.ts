/** Two servers, official clients on both, one Redis. Rules: docs/spec/signalr-redis.md, SR-80 and SR-81. */

import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAskingHub } from '../../signalr-server/test/support/asking-hub.ts';
import {
  COMBINATIONS,
  connect,
  whenClosed,
} from '../../signalr-server/test/support/official-client.ts';
import type { Client, Combination } from '../../signalr-server/test/support/official-client.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import type { RoomContract, Target } from '../../signalr-server/test/support/room-hub.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../signalr-server/test/support/start-server.ts';
import { createRedisRouter } from '../src/index.ts';
import type { RedisRouterFactory } from '../src/index.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';

const PROGRAM = fileURLToPath(new URL('support/server-process.mjs', import.meta.url));

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** A server of the farm; its clients say who they are in the query. */
function startNode(channelPrefix: string): Promise<RunningServer<RoomContract>> {
  const createRouter = createRedisRouter({ url: redis.url, channelPrefix });
  return startServer(
    createRoomHub().hub,
    {
      name: 'Room',
      authenticate: (request) => {
        const userId = new URL(request.url ?? '', 'http://host').searchParams.get('user');
        return { kind: 'accepted', user: { userId: userId ?? undefined, claims: {} } };
      },
    },
    { createRouter },
  );
}

async function idOf(client: Client): Promise<string> {
  const { connectionId } = (await client.invoke('whoAmI')) as { readonly connectionId: string };
  return connectionId;
}

test.each(COMBINATIONS)(
  '[SR-80] $name reaches and is reached',
  async (combination: Combination) => {
    const prefix = randomUUID();
    await using here = await startNode(prefix);
    await using there = await startNode(prefix);
    const [plain, packed] = COMBINATIONS as [Combination, Combination];
    await using ann = await connect(`${here.url}?user=ann`, combination);
    await using near = await connect(`${here.url}?user=bob`, packed);
    await using far = await connect(`${there.url}?user=ann`, combination);
    await using other = await connect(`${there.url}?user=eve`, plain);
    const clients = [ann, near, far, other];
    const say = (to: Target, text: string): Promise<unknown> => ann.invoke('say', to, text);

    for (const member of [ann, near, far]) {
      await member.invoke('join', 'red');
    }
    await near.invoke('leave', 'red');
    await say({ kind: 'caller' }, 'caller');
    await say({ kind: 'others' }, 'others');
    await say({ kind: 'group', name: 'red' }, 'group');
    await say({ kind: 'othersInGroup', name: 'red' }, 'others in group');
    await say({ kind: 'user', name: 'ann' }, 'user');
    await say({ kind: 'client', name: await idOf(other) }, 'client');
    await say({ kind: 'allExcept', name: await idOf(far) }, 'all but one');
    await here.handle.groups.add(await idOf(other), 'red');
    await there.handle.clients.group('red').send('heard', 'from outside');
    await say({ kind: 'all' }, 'all');
    await Promise.all(clients.map((client) => client.hears('all')));
    await Promise.all([ann, far, other].map((client) => client.hears('from outside')));

    const sorted = clients.map(({ heard }) => [...heard].sort());
    expect(sorted).toEqual([
      ['all', 'all but one', 'caller', 'from outside', 'group', 'user'],
      ['all', 'all but one', 'others'],
      ['all', 'from outside', 'group', 'others', 'others in group', 'user'],
      ['all', 'all but one', 'client', 'from outside', 'others'],
    ]);
    expect([...here.logger.lines, ...there.logger.lines]).toEqual([]);
  },
);

test('[SR-80] [SR-15] what one client says arrives everywhere once, in order', async () => {
  const prefix = randomUUID();
  await using here = await startNode(prefix);
  await using there = await startNode(prefix);
  const clients: Client[] = [];
  for (const { url } of [here, there]) {
    for (const combination of COMBINATIONS) {
      const client = await connect(url, combination);
      await client.invoke('join', 'red');
      clients.push(client);
    }
  }

  const speakers = [clients[0] as Client, clients[6] as Client];
  const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
  await Promise.all(
    speakers.map(async (speaker, number) => {
      for (const text of texts) {
        await speaker.invoke('say', { kind: 'group', name: 'red' }, `${number}:${text}`);
      }
      await speaker.invoke('say', { kind: 'all' }, `${number}:end`);
    }),
  );
  for (const client of clients) {
    await client.hears('0:end');
    await client.hears('1:end');
  }

  for (const { heard } of clients) {
    expect(heard).toHaveLength(202);
    for (const number of [0, 1]) {
      const own = heard.filter((text) => text.startsWith(`${number}:`));
      expect(own).toEqual([...texts, 'end'].map((text) => `${number}:${text}`));
    }
  }
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});

test('[SR-80] [SR-60] a hub asks the client of another server', async () => {
  const createRouter = (): RedisRouterFactory =>
    createRedisRouter({ url: redis.url, channelPrefix: prefix });
  const prefix = randomUUID();
  const options = { name: 'Asking' };
  await using here = await startServer(createAskingHub(), options, {
    createRouter: createRouter(),
  });
  await using there = await startServer(createAskingHub(), options, {
    createRouter: createRouter(),
  });
  for (const combination of COMBINATIONS) {
    await using asker = await connect(here.url, combination);
    await using asked = await connect(there.url, combination);
    asked.connection.on('question', (text: string) => {
      if (text === 'refuse') {
        throw new Error('I will not');
      }
      return { text, from: [1, null] };
    });
    const id = await asked.invoke('whoAmI');

    expect(await asker.invoke('askOther', id, 'why')).toEqual({ text: 'why', from: [1, null] });
    await expect(asker.invoke('askOther', id, 'refuse')).rejects.toThrow('I will not');
    await expect(asker.invoke('askOther', 'nobody', 'why')).rejects.toThrow(
      "An unexpected error occurred invoking 'askOther' on the server.",
    );
    expect(await there.handle.connections.count()).toBe(2);
    const closed = whenClosed(asked);
    expect(await here.handle.connections.disconnect(String(id), { reason: 'out' })).toBe(true);
    expect(String(await closed)).toContain('out');
  }
});

test('[SR-80] when the servers have closed, Redis holds nothing of them', async () => {
  const prefix = randomUUID();
  await using peer = await RedisPeer.connect(redis, prefix);
  const clients = await peer.clientCount();
  {
    await using here = await startNode(prefix);
    await using client = await connect(`${here.url}?user=ann`, COMBINATIONS[0] as Combination);
    await client.invoke('join', 'red');
    expect(await peer.subscribed()).toHaveLength(9);
  }
  await peer.seesClients(clients);
  expect(await peer.subscribed()).toEqual([]);
});

interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  kill(): Promise<void>;
}

/** Without vitest's conditions, which name sources that plain Node cannot read. */
async function startProcess(prefix: string): Promise<ServerProcess> {
  const child = fork(PROGRAM, [redis.url, prefix], { execArgv: [] });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const [url] = (await once(child, 'message')) as [string];
  return { url, kill, [Symbol.asyncDispose]: kill };
}

test('[SR-81] a server that is killed leaves the others working', async () => {
  const prefix = randomUUID();
  await using peer = await RedisPeer.connect(redis, `${prefix}Room`);
  await using here = await startNode(prefix);
  await using near = await connect(here.url, COMBINATIONS[0] as Combination);
  await near.invoke('join', 'everybody');
  await using killed = await startProcess(prefix);
  await using far = await connect(killed.url, COMBINATIONS[0] as Combination);
  const id = far.connection.connectionId ?? '';
  const say = (text: string): Promise<unknown> =>
    near.invoke('say', { kind: 'group', name: 'everybody' }, text);
  await peer.sees(':group:everybody', 2);
  await say('before');
  await Promise.all([near.hears('before'), far.hears('before')]);
  const closed = whenClosed(far);

  await killed.kill();
  await closed;
  await peer.sees(`:connection:${id}`, 0);

  await say('after');
  await near.hears('after');
  await near.invoke('say', { kind: 'client', name: id }, 'nobody');
  await here.handle.groups.add(id, 'red');
  expect(await peer.subscribers(':parley:query')).toBe(1);

  await using again = await startProcess(prefix);
  await using back = await connect(again.url, COMBINATIONS[0] as Combination);
  await peer.sees(':group:everybody', 2);
  await say('again');
  await Promise.all([near.hears('again'), back.hears('again')]);
  expect(near.heard).toEqual(['before', 'after', 'again']);
  expect(here.logger.lines).toEqual([]);
});
