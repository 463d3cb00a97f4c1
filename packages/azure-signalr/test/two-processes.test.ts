/** Two processes serve one hub behind the emulator, and everybody speaks at once. Rules: docs/spec/azure-signalr.md. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { expect, test } from 'vitest';
import { COMBINATIONS, connect } from '../../signalr-server/test/support/official-client.ts';
import type { Client, Combination } from '../../signalr-server/test/support/official-client.ts';

const PROGRAM = fileURLToPath(new URL('support/speaking-server.mjs', import.meta.url));
/** Messages of each sender, by turns to the group red, to all, to the user ann, and to the groups red and blue. */
const COUNT = 200;

interface Listener {
  readonly client: Client;
  readonly user: string;
  readonly groups: readonly string[];
}

interface SpeakingServer extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
}

/** Without vitest's conditions, which name sources that plain Node cannot read. */
async function startProcess(connectionString: string, name: string): Promise<SpeakingServer> {
  const child = fork(PROGRAM, [connectionString, name], { execArgv: [] });
  const exited = once(child, 'exit');
  const [url] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error('The server did not start: are the packages built?');
    }),
  ])) as [string];
  return {
    name,
    url,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await exited;
    },
  };
}

/** How often each message of a sender reaches a listener, by its number. */
function copiesFor({ user, groups }: Listener, index: number): number {
  const copies = [
    groups.filter((group) => group === 'red').length,
    1,
    user === 'ann' ? 1 : 0,
    groups.length,
  ];
  return copies[index % copies.length] ?? 0;
}

function expectedOf(listener: Listener, sender: string): readonly string[] {
  return Array.from({ length: COUNT }, (_, index) => index).flatMap((index) =>
    Array.from({ length: copiesFor(listener, index) }, () => `${sender}:${index}`),
  );
}

async function listen(server: SpeakingServer, number: number): Promise<Listener> {
  const user = number % 3 === 0 ? 'bob' : 'ann';
  const groups = [[], ['red'], ['blue'], ['red', 'blue']][number % 4] ?? [];
  const combination = COMBINATIONS[number % COMBINATIONS.length] as Combination;
  const client = await connect(`${server.url}?user=${user}`, combination);
  for (const group of groups) {
    await client.invoke('join', group);
  }
  expect(await client.invoke('serverName')).toBe(server.name);
  return { client, user, groups };
}

test('[AZ-157] what calls and servers send reaches each client exactly once, in the order of its sender', async () => {
  await using emulator = await startEmulator({ port: 0 });
  await using first = await startProcess(emulator.connectionString, 'first');
  await using second = await startProcess(emulator.connectionString, 'second');
  const servers = [first, second];
  const listeners = await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      listen(servers[number % 2] as SpeakingServer, number >> 1),
    ),
  );

  // Two clients of each server send in a call of theirs, and each server twice outside of calls.
  const speakers = [0, 1, 6, 7].map((number) => listeners[number] as Listener);
  const inCalls = speakers.map(({ client }, number) => ({ client, sender: `call ${number}` }));
  const outside = speakers.map(({ client }, number) => ({ client, sender: `server ${number}` }));
  await Promise.all([
    ...inCalls.map(({ client, sender }) => client.invoke('speak', sender, COUNT)),
    ...outside.map(({ client, sender }) => client.invoke('speakOutside', sender, COUNT)),
  ]);
  const senders = [...inCalls, ...outside].map(({ sender }) => sender);
  // The last message to all of each sender; what follows it goes to some.
  const ends = [...inCalls, ...outside];
  await Promise.all(
    ends.map(({ client, sender }) =>
      client.invoke(sender.startsWith('call') ? 'speak' : 'speakOutside', `${sender} ends`, 2),
    ),
  );
  for (const { client } of listeners) {
    for (const sender of senders) {
      await client.hears(`${sender} ends:1`);
    }
  }

  let counted = 0;
  for (const listener of listeners) {
    const { heard } = listener.client;
    for (const sender of senders) {
      const own = heard.filter((text) => text.startsWith(`${sender}:`));
      expect(own).toEqual(expectedOf(listener, sender));
      counted += own.length;
    }
    expect(heard.filter((text) => !text.includes(' ends:'))).toHaveLength(
      senders.reduce((sum, sender) => sum + expectedOf(listener, sender).length, 0),
    );
  }
  expect(counted).toBe(
    listeners.reduce((sum, listener) => sum + senders.length * expectedOf(listener, '').length, 0),
  );
  expect(counted).toBeGreaterThan(10_000);
  await Promise.all(listeners.map(({ client }) => client[Symbol.asyncDispose]()));
});
