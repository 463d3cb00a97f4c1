/** Server connections that break at the socket. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { Balancer } from './support/balancer.ts';
import { Journal } from './support/journal.ts';
import { startJournalServer } from './support/journal-server.ts';
import { MeddlingProxy } from './support/meddling-proxy.ts';
import { Room } from './support/room.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const MEMBERS = 6;
const POSTS_EACH = 30;
const POSTS_BEFORE = 60;

searchLogsForSecrets();

test('[AZ-182] when every server connection of a server is cut, its clients come back and nothing acknowledged is lost', async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  await using proxy = await MeddlingProxy.start(emulator.url);
  const connectionString = keepSecret(emulator.connectionString);
  await using cutOff = await startJournalServer({
    settings: { endpoints: proxy.onTheWayOf(connectionString) },
    journal,
  });
  await using other = await startJournalServer({
    settings: { endpoints: connectionString },
    journal,
  });
  await using balancer = await Balancer.start([cutOff, other]);
  await using room = await Room.open(balancer.url, journal, MEMBERS);

  const posting = room.postEach(POSTS_EACH);
  await journal.changed.until(() => journal.length >= POSTS_BEFORE);
  proxy.cutAll();
  await posting;
  await proxy.changed.until(() => proxy.openLinks.length === 2);

  await room.expectNothingLost(POSTS_EACH);
  expect(room.cameBack).toHaveLength(MEMBERS / 2);
  expect(proxy.links).toHaveLength(4);
  expect(other.states).toEqual(['online']);
});
