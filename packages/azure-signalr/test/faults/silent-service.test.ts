/** A service that does not answer, and one that does not read. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import { MeddlingProxy } from './support/meddling-proxy.ts';
import { Member } from './support/member.ts';
import { oneTo } from './support/room.ts';
import { SkewedClock } from './support/skewed-clock.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const ACK_TIMEOUT_MS = 10_000;
const MAX_PENDING_BYTES = 262_144;
/** More than two sockets and a proxy hold. */
const MOST_SENDS = 2_000;

searchLogsForSecrets();

test('[AZ-190] what is not acknowledged fails after ten seconds, and everything else goes on', async () => {
  const journal = new Journal();
  const clock = new SkewedClock();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  await using proxy = await MeddlingProxy.start(emulator.url);
  const endpoints = proxy.onTheWayOf(keepSecret(emulator.connectionString));
  await using server = await startJournalServer({ settings: { endpoints }, journal, clock });
  await using member = await Member.join(server.url);
  const connectionId = member.connection.connectionId ?? '';

  proxy.letsPass = ({ type }) => type !== ServiceMessageType.ack;
  const joining = server.handle.groups.add(connectionId, 'other');
  const failed = expect(joining).rejects.toMatchObject({ code: 'ack-timeout', isRetryable: true });
  expect(await member.post('meanwhile')).toBe(1);
  clock.advance(ACK_TIMEOUT_MS + 1_000);
  await failed;

  proxy.letsPass = () => true;
  await server.handle.groups.add(connectionId, 'other');
  await server.handle.clients.group('other').send('counted', 'other', 1);
  await member.until(() => member.countsOf('other').length > 0);
  expect(member.reconnects).toBe(0);
  expect(member.countsOf('other')).toEqual([1]);
  expect(server.logger.texts('error')).toEqual([]);
});

test('[AZ-191] while the service does not read, what waits is bounded and more is refused; nothing that was taken is lost', async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  await using proxy = await MeddlingProxy.start(emulator.url);
  const endpoints = proxy.onTheWayOf(keepSecret(emulator.connectionString));
  const settings = { endpoints, serverConnections: 1, maxPendingBytes: MAX_PENDING_BYTES };
  await using server = await startJournalServer({ settings, journal });
  await using member = await Member.join(server.url);
  const sender = 's'.repeat(32_768);
  const send = (count: number): Promise<void> =>
    server.handle.clients.group(ROOM).send('counted', sender, count);

  proxy.links[0]?.stopReading();
  let taken = 0;
  let refusal: unknown;
  while (refusal === undefined && taken < MOST_SENDS) {
    await send(taken + 1).then(
      () => (taken += 1),
      (error: unknown) => (refusal = error),
    );
  }
  expect(refusal).toMatchObject({ code: 'service-overloaded', isRetryable: true });
  await expect(send(taken + 1)).rejects.toMatchObject({ code: 'service-overloaded' });

  proxy.links[0]?.readAgain();
  await member.until(() => member.countsOf(sender).length >= taken);
  await send(taken + 1);
  await member.until(() => member.countsOf(sender).length > taken);
  expect(member.countsOf(sender)).toEqual(oneTo(taken + 1));
  expect(member.reconnects).toBe(0);
});
