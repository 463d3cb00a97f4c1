/** Server connections that the service closes for its own maintenance, while everybody talks. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import { oneTo, Room } from './support/room.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const MEMBERS = 12;
const SERVER_CONNECTIONS = 5;
/** Those that take their place come later and later: the last one of the first has everybody. */
const RETIREMENTS = SERVER_CONNECTIONS - 1;
const POSTS = 60;
/** On a machine that is busy, too, every client goes on. */
const MAINTENANCE_WAIT_MS = 60_000;

searchLogsForSecrets();

test('[AZ-195] server connections that are retired one after the other cost no client anything', async () => {
  const journal = new Journal();
  const logger = createWatchedLogger();
  await using emulator = await startEmulator({
    port: 0,
    logger,
    service: { maintenanceWaitMs: MAINTENANCE_WAIT_MS },
  });
  const settings = {
    endpoints: keepSecret(emulator.connectionString),
    serverConnections: SERVER_CONNECTIONS,
  };
  await using server = await startJournalServer({ settings, journal });
  await using room = await Room.open(server.url, journal, MEMBERS);
  const answers: number[] = [];
  let rounds = 0;
  let isOver = false;

  const talk = async (): Promise<void> => {
    rounds += 1;
    const [first] = room.members;
    await server.handle.clients.group(ROOM).send('counted', 'server', rounds);
    answers.push((await first?.connection.invoke<number>('add', rounds, 1)) ?? 0);
  };
  const keepTalking = async (): Promise<void> => {
    while (!isOver) {
      await talk();
    }
  };
  const retire = async (): Promise<void> => {
    for (let round = 0; round < RETIREMENTS; round += 1) {
      await emulator.retireServerConnection('journal');
    }
    isOver = true;
  };

  await Promise.all([keepTalking(), retire(), room.postEach(POSTS)]);
  await Promise.all(
    room.members.map((member) => member.until(() => member.countsOf('server').length >= rounds)),
  );

  await room.expectNothingLost(POSTS);
  expect(room.cameBack).toEqual([]);
  expect(server.handle.connectionCount).toBe(MEMBERS);
  expect(answers).toEqual(oneTo(rounds).map((round) => round + 1));
  for (const member of room.members) {
    expect(member.countsOf('server')).toEqual(oneTo(rounds));
  }
  expect(logger.lines.filter(({ text }) => text.startsWith('clients end with'))).toEqual([]);
});
