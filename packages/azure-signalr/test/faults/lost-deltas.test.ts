/** One of several server connections breaks while a reply streams. */

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import { MeddlingProxy } from './support/meddling-proxy.ts';
import { oneTo, Room } from './support/room.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const SERVER_CONNECTIONS = 5;
const MEMBERS = 10;
const DELTAS = 400;
const CUT_AT = 200;

searchLogsForSecrets();

test('[AZ-192] when the server connection breaks that deltas stream over, they keep their order on another, and what is missing shows', async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  await using proxy = await MeddlingProxy.start(emulator.url);
  const endpoints = proxy.onTheWayOf(keepSecret(emulator.connectionString));
  const settings = { endpoints, serverConnections: SERVER_CONNECTIONS };
  await using server = await startJournalServer({ settings, journal });
  await proxy.changed.until(() => proxy.openLinks.length === SERVER_CONNECTIONS);
  await using room = await Room.open(server.url, journal, MEMBERS);
  const carriers = (): readonly number[] =>
    proxy.passed
      .filter(({ message }) => message.type === ServiceMessageType.groupBroadcastData)
      .map(({ link }) => link);

  const send = (delta: number): Promise<void> =>
    server.handle.clients.group(ROOM).send('counted', 'agent', delta);

  for (let delta = 1; delta <= CUT_AT; delta += 1) {
    await send(delta);
  }
  await proxy.changed.until(() => carriers().length > CUT_AT / 2);
  const [carrier = 0] = carriers();
  const orphans = room.members.filter(({ connection }) =>
    clientsOf(proxy, carrier).includes(connection.connectionId),
  );
  proxy.links[carrier]?.cut();
  for (let delta = CUT_AT + 1; delta < DELTAS; delta += 1) {
    await send(delta);
    await turn();
  }
  await proxy.changed.until(() => proxy.links.length > SERVER_CONNECTIONS);
  await Promise.all(orphans.map((member) => member.until(() => member.returns > 0)));
  await send(DELTAS);
  await Promise.all(
    room.members.map((member) => member.until(() => member.countsOf('agent').includes(DELTAS))),
  );

  const [before, after, ...more] = [...new Set(carriers())];
  expect(more).toEqual([]);
  expect(after).not.toBe(before);
  expect(orphans).toHaveLength(MEMBERS / SERVER_CONNECTIONS);
  expect(room.cameBack).toEqual(orphans);
  const arrived = room.stayed.map((member) => member.countsOf('agent'));
  for (const counts of arrived) {
    expect(counts).toEqual(arrived[0]);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(new Set(counts).size).toBe(counts.length);
  }
  const missing = oneTo(DELTAS).filter((delta) => arrived[0]?.includes(delta) !== true);
  expect(missing).toEqual(oneTo(missing.length).map((index) => (missing[0] ?? 1) + index - 1));
});

/** Ids of the clients that a server connection was given. */
function clientsOf({ passed }: MeddlingProxy, link: number): readonly (string | null)[] {
  return passed.flatMap((pass) =>
    pass.link === link && pass.message.type === ServiceMessageType.openConnection
      ? [pass.message.connectionId]
      : [],
  );
}
