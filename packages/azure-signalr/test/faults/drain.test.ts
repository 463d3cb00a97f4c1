/** A server that is shut down while everybody talks. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { Balancer } from './support/balancer.ts';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import type { JournalServer } from './support/journal-server.ts';
import { oneTo, Room } from './support/room.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const MEMBERS = 6;
const BEFORE = 40;
const AFTER = 40;

searchLogsForSecrets();

test('[AZ-183] clients of a server that closes are moved without noticing, and lose, repeat and reorder nothing', async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using leaving = await startJournalServer({ settings, journal });
  await using staying = await startJournalServer({ settings, journal });
  await using balancer = await Balancer.start([leaving, staying]);
  await using room = await Room.open(balancer.url, journal, MEMBERS);
  const owned = leaving.handle.connectionCount;
  const answers: number[] = [];
  let rounds = 0;
  let hasLeft = false;

  const count = ({ handle }: JournalServer, sender: string): Promise<void> =>
    handle.clients.group(ROOM).send('counted', sender, rounds);
  const talk = async (): Promise<void> => {
    rounds += 1;
    await count(staying, 'staying');
    const sums = room.members.map(({ connection }) => connection.invoke<number>('add', rounds, 1));
    answers.push(...(await Promise.all(sums)));
  };

  while (rounds < BEFORE) {
    await talk();
    await count(leaving, 'leaving');
  }
  const closing = leaving.signalR.close().then(() => {
    hasLeft = true;
  });
  while (!hasLeft) {
    await talk();
  }
  await closing;
  for (const last = rounds + AFTER; rounds < last;) {
    await talk();
  }
  await Promise.all(
    room.members.map((member) => member.until(() => member.countsOf('staying').length >= rounds)),
  );

  expect(owned).toBe(MEMBERS / 2);
  expect(room.cameBack).toEqual([]);
  expect(staying.handle.connectionCount).toBe(MEMBERS);
  expect(answers).toEqual(oneTo(rounds).flatMap((round) => Array(MEMBERS).fill(round + 1)));
  for (const member of room.members) {
    expect(member.countsOf('staying')).toEqual(oneTo(rounds));
    expect(member.countsOf('leaving')).toEqual(oneTo(BEFORE));
  }
});
