/** The Free tier's limits, as whoever develops on it meets them. */

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { errorsIn } from './support/errors-in.ts';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import type { JournalServer } from './support/journal-server.ts';
import { Member } from './support/member.ts';
import { oneTo, Room } from './support/room.ts';
import { SkewedClock } from './support/skewed-clock.ts';
import { createWatchedLogger, keepSecret, searchLogsForSecrets } from './support/watched-log.ts';

const FREE_CONNECTIONS = 20;
const FREE_MESSAGES = 20_000;
const SERVER_CONNECTIONS = 5;
const USED_UP =
  "Connection count reaches limit. The tier has 20: servers' and clients' count together.";

searchLogsForSecrets();

test("[AZ-188] what passes the Free tier's 20 connections is told so, client or server, and comes in when others have left", async () => {
  const journal = new Journal();
  const logger = createWatchedLogger();
  const clock = new SkewedClock();
  await using emulator = await startEmulator({ port: 0, tier: 'free', logger });
  const settings = {
    endpoints: keepSecret(emulator.connectionString),
    serverConnections: SERVER_CONNECTIONS,
  };
  await using server = await startJournalServer({ settings, journal });
  await using room = await Room.open(server.url, journal, FREE_CONNECTIONS - SERVER_CONNECTIONS);

  await expect(Member.join(server.url)).rejects.toThrow("Status code '429'");
  await using late = await startJournalServer({ settings, journal, clock, isAwaited: false });
  await late.becomes('offline');

  expect(errorsIn(late.logger)[0]).toBe(
    `The service refused the connection: it answered 429. It says: "${USED_UP}"`,
  );
  const reasons = logger.lines.map(({ fields }) => ('reason' in fields ? fields.reason : ''));
  expect([...new Set(reasons)]).toEqual([USED_UP]);
  await room.members[0]?.post('to all who are here');
  await Promise.all(room.members.map((member) => member.until(() => member.has(1))));
  expect(room.cameBack).toEqual([]);

  await Promise.all(
    room.members.slice(0, SERVER_CONNECTIONS).map((member) => member[Symbol.asyncDispose]()),
  );
  clock.advance(2_000);
  await late.becomes('online');
});

test("[AZ-189] at the Free tier's 20,000 messages sending is refused with the service's words, and what was taken before has arrived once, in order", async () => {
  const journal = new Journal();
  await using emulator = await startEmulator({
    port: 0,
    tier: 'free',
    logger: createWatchedLogger(),
  });
  const settings = { endpoints: keepSecret(emulator.connectionString), serverConnections: 1 };
  await using server = await startJournalServer({ settings, journal });
  await using room = await Room.open(server.url, journal, 4);
  /** Ten and a bit of what is billed as one message. */
  const sender = 's'.repeat(10 * 2_048);

  const { sent, error } = await sendUntilRefused(server, sender);

  expect(error).toMatchObject({
    code: 'service-refused',
    isRetryable: false,
    message: `The service takes no more messages: Maximum message count limit reached: ${FREE_MESSAGES}`,
  });
  expect(server.logger.texts('error')).toEqual([
    'Azure SignalR Service takes no more messages from this server: its quota may be used up',
  ]);
  const { messages, refusedDeliveries } = emulator.billing();
  expect(messages).toBeGreaterThanOrEqual(FREE_MESSAGES);
  expect(messages).toBeLessThan(FREE_MESSAGES + 11);
  expect(refusedDeliveries).toBeGreaterThan(0);
  for (const member of room.members) {
    const counts = member.countsOf(sender);
    expect(counts).toEqual(oneTo(counts.length));
    expect(counts.length).toBeLessThanOrEqual(sent);
    expect(counts.length).toBeGreaterThan(FREE_MESSAGES / 4 / 11 - 3);
  }
});

/** How many it took, and why no more. */
async function sendUntilRefused(
  { handle }: JournalServer,
  sender: string,
): Promise<{ readonly sent: number; readonly error: unknown }> {
  for (let count = 1; ; count += 1) {
    try {
      await handle.clients.group(ROOM).send('counted', sender, count);
      await turn();
    } catch (error) {
      return { sent: count - 1, error };
    }
  }
}
