/** A server dies, and the service does. Real processes, ended without a word. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { findOwnPort } from '../../../../tools/test/support/find-own-port.ts';
import { Balancer } from './support/balancer.ts';
import { Journal } from './support/journal.ts';
import { startJournalServer } from './support/journal-server.ts';
import { EmulatorProcess, ServerProcess } from './support/processes.ts';
import { Room } from './support/room.ts';
import {
  createWatchedLogger,
  keepSecret,
  searchLogsForSecrets,
  watchLines,
} from './support/watched-log.ts';

const MEMBERS = 6;
const POSTS_EACH = 30;
/** In the journal when it happens. */
const POSTS_BEFORE = 60;

searchLogsForSecrets();

test('[AZ-180] the clients of a server that is killed come back to another, and nothing acknowledged is lost', async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  const connectionString = keepSecret(emulator.connectionString);
  await using doomed = await ServerProcess.start(connectionString, journal);
  await using survivor = await ServerProcess.start(connectionString, journal);
  await using balancer = await Balancer.start([doomed, survivor]);
  await using room = await Room.open(balancer.url, journal, MEMBERS);

  const posting = room.postEach(POSTS_EACH);
  await journal.changed.until(() => journal.length >= POSTS_BEFORE);
  await doomed.kill();
  await posting;

  await room.expectNothingLost(POSTS_EACH);
  expect(room.cameBack).toHaveLength(MEMBERS / 2);
  expect(room.cameBack.map(({ reconnects }) => reconnects)).toEqual([1, 1, 1]);
  watchLines([...doomed.log, ...survivor.log]);
});

test('[AZ-181] servers and clients find the service again that was killed, and nothing acknowledged is lost', async () => {
  const journal = new Journal();
  await using emulator = await EmulatorProcess.start(await findOwnPort());
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using one = await startJournalServer({ settings, journal });
  await using other = await startJournalServer({ settings, journal });
  await using balancer = await Balancer.start([one, other]);
  await using room = await Room.open(balancer.url, journal, MEMBERS);

  const posting = room.postEach(POSTS_EACH);
  await journal.changed.until(() => journal.length >= POSTS_BEFORE);
  await emulator.kill();
  await Promise.all([one, other].map((server) => server.becomes('offline')));
  await using _again = await EmulatorProcess.start(emulator.port);
  await Promise.all([one, other].map((server) => server.becomes('online')));
  await posting;

  await room.expectNothingLost(POSTS_EACH);
  expect(room.stayed).toEqual([]);
  for (const { states, logger } of [one, other]) {
    expect(states).toEqual(['online', 'offline', 'online']);
    expect(logger.texts('error')).toEqual([
      'Azure SignalR Service cannot be reached: clients of the hub cannot connect there until it is back',
    ]);
    expect(logger.texts('warn')).toEqual(['Azure SignalR Service is back']);
  }
});
