/** Keys and tokens that the service does not accept, and clocks that differ: what people are told, and the way back. */

import { expect, test } from 'vitest';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { systemClock } from '@parley/signalr-server/transports';
import { findOwnPort } from '../../../../tools/test/support/find-own-port.ts';
import { refusalError } from '../../src/links/service-refusal.ts';
import { errorsIn } from './support/errors-in.ts';
import { Journal } from './support/journal.ts';
import { ROOM } from './support/journal-hub.mjs';
import { startJournalServer } from './support/journal-server.ts';
import { Member } from './support/member.ts';
import { negotiate, upgradeStatus } from './support/raw-requests.ts';
import { SkewedClock } from './support/skewed-clock.ts';
import {
  createWatchedLogger,
  keepSecret,
  searchLogsForSecrets,
  tellsSecret,
} from './support/watched-log.ts';

const MINUTE_MS = 60_000;
/** The longest pause between two attempts. */
const LONGEST_PAUSE_MS = 61_000;
const DENIED =
  'Azure SignalR Service does not accept the key or token of this server: compare its connection string with the portal. It is tried again about once a minute';

searchLogsForSecrets();

async function connectToService(
  url: string,
  accessToken: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(url.replace('/client/?', '/client/negotiate?'), {
    method: 'POST',
    headers,
  });
  return { status: response.status, text: await response.text() };
}

test('[AZ-184] with a wrong key the log says what to compare, clients are told to try later, and all is well once it is right', async () => {
  const journal = new Journal();
  const clock = new SkewedClock();
  const port = await findOwnPort();
  const first = await startEmulator({
    port,
    accessKey: 'k'.repeat(40),
    logger: createWatchedLogger(),
  });
  keepSecret(first.connectionString);
  const rightKey = 'r'.repeat(40);
  const endpoints = keepSecret(`Endpoint=http://localhost;Port=${port};AccessKey=${rightKey}`);
  await using server = await startJournalServer({
    settings: { endpoints },
    journal,
    clock,
    isAwaited: false,
  });

  await server.becomes('offline');
  expect(server.logger.texts('error')).toEqual([DENIED]);
  expect(errorsIn(server.logger)[0]).toMatch(
    /it answered 401\. It says: ".*signed with another access key.*"$/,
  );
  const refused = await fetch(`${server.url}/negotiate?negotiateVersion=1`, { method: 'POST' });
  expect([refused.status, await refused.text()]).toEqual([
    500,
    'Azure SignalR Service is not connected yet, please try again later.',
  ]);
  await expect(server.handle.clients.group(ROOM).send('counted', 'a', 1)).rejects.toMatchObject({
    code: 'service-unavailable',
  });

  await first.close();
  await using _second = await startEmulator({
    port,
    accessKey: rightKey,
    logger: createWatchedLogger(),
  });
  clock.advance(LONGEST_PAUSE_MS);
  await server.becomes('online');
  await using member = await Member.join(server.url);
  expect(await member.post('after')).toBe(1);
  expect(server.logger.texts('error')).toEqual([DENIED]);
  expect(server.logger.texts('warn')).toEqual(['Azure SignalR Service is back']);
});

test('[AZ-185] a token of another hub is refused in words, by clients and as a server, and nobody else notices', async () => {
  const journal = new Journal();
  const logger = createWatchedLogger();
  await using emulator = await startEmulator({ port: 0, logger });
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using server = await startJournalServer({ settings, journal });
  await using member = await Member.join(server.url);
  const { url, accessToken } = await negotiate(server.url);

  const elsewhere = await connectToService(url.replace('hub=journal', 'hub=other'), accessToken);
  const asServer = await upgradeStatus(`${emulator.url}/server/?hub=journal&cid=x`, accessToken);

  expect(elsewhere.status).toBe(401);
  expect(elsewhere.text).toMatch(/\bjournal\b.*\bother\b/);
  expect(asServer).toBe(401);
  expect(logger.texts('warn')).toEqual(['a client was refused', 'a server connection was refused']);
  expect(await member.post('all the same')).toBe(1);
  expect((await connectToService(url, accessToken)).status).toBe(200);
});

test('[AZ-186] a token that has expired is refused in words; who is connected stays, and whoever negotiates again comes in', async () => {
  const journal = new Journal();
  const clock = { ...systemClock, epochMs: () => Date.now() + passedMs };
  let passedMs = 0;
  const logger = createWatchedLogger();
  await using emulator = await startEmulator({ port: 0, clock, logger });
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using server = await startJournalServer({ settings, journal, clock });
  await using member = await Member.join(server.url);
  const { url, accessToken } = await negotiate(server.url);

  passedMs = 66 * MINUTE_MS;
  const late = await connectToService(url, accessToken);

  expect(late.status).toBe(401);
  expect(late.text).toMatch(/^The access token is refused: it expired 6 min ago, at /);
  expect(await member.post('still here')).toBe(1);
  expect(member.reconnects).toBe(0);
  await member.connection.stop();
  await member.connection.start();
  expect(await member.post('here again')).toBe(2);
  expect(logger.texts('warn')).toEqual(['a client was refused']);
});

test.each([
  ['4 min ahead', 4],
  ['4 min behind', -4],
])('[AZ-187] a clock that is %s changes nothing', async (_name, minutes) => {
  const journal = new Journal();
  const clock = { ...systemClock, epochMs: () => Date.now() + minutes * MINUTE_MS };
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using server = await startJournalServer({ settings, journal, clock });
  await using member = await Member.join(server.url);

  expect(await member.post('in time')).toBe(1);
  expect(server.logger.lines).toEqual([]);
});

test.each([
  ['6 min ahead', 6, 'ahead of'],
  ['66 min behind', -66, 'behind'],
])(
  '[AZ-187] a clock that is %s is named in the log, and once it is right the server is connected',
  async (_name, minutes, where) => {
    const journal = new Journal();
    const clock = new SkewedClock(minutes * MINUTE_MS);
    await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
    await using server = await startJournalServer({
      settings: { endpoints: keepSecret(emulator.connectionString) },
      journal,
      clock,
      isAwaited: false,
    });

    await server.becomes('offline');
    expect(server.logger.texts('error')).toEqual([DENIED]);
    const [said] = errorsIn(server.logger);
    expect(said).toContain(
      `The clock of this server is ${Math.abs(minutes)} min ${where} the service's.`,
    );

    clock.aheadMs = 0;
    clock.advance(LONGEST_PAUSE_MS);
    await server.becomes('online');
    await using member = await Member.join(server.url);
    expect(await member.post('after')).toBe(1);
  },
);

test('[AZ-187] clients of a server whose clock jumps are refused, and come in once it is right', async () => {
  const journal = new Journal();
  const clock = new SkewedClock();
  const logger = createWatchedLogger();
  await using emulator = await startEmulator({ port: 0, logger });
  const settings = { endpoints: keepSecret(emulator.connectionString) };
  await using server = await startJournalServer({ settings, journal, clock });
  await using member = await Member.join(server.url);

  clock.aheadMs = 10 * MINUTE_MS;
  await expect(Member.join(server.url)).rejects.toThrow("Status code '401'");
  expect(logger.lines.map(({ fields }) => ('reason' in fields ? fields.reason : ''))).toEqual([
    expect.stringMatching(/^The access token is refused: .*: the clocks differ\.$/),
  ]);
  clock.aheadMs = 0;
  await using other = await Member.join(server.url);
  await other.post('late');
  await member.until(() => member.has(1));
  expect(member.reconnects).toBe(0);
});

test('[AZ-193] what a service answers is repeated on one line, not at length, and never the token', () => {
  const accessToken = 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl';
  const words = `no:\r\n\u0000 ${accessToken} is ${'x'.repeat(1_000)}`;
  const error = refusalError(
    { status: 503, words, epochMs: undefined },
    { accessToken, epochMs: 0 },
  );

  expect(error.code).toBe('service-unavailable');
  expect(error.message).toMatch(
    /^The service refused the connection: it answered 503\. It says: "no: … is x+"$/,
  );
  expect(error.message.length).toBeLessThan(400);
});

test('[AZ-193] the search for secrets in what these tests log finds them', async () => {
  await using emulator = await startEmulator({ port: 0, logger: createWatchedLogger() });
  const connectionString = keepSecret(emulator.connectionString);
  await using server = await startJournalServer({
    settings: { endpoints: connectionString },
    journal: new Journal(),
  });
  const { accessToken } = await negotiate(server.url);

  expect(tellsSecret(`connected with ${connectionString}`)).toBe(true);
  expect(tellsSecret(`refused ${accessToken}`)).toBe(true);
  expect(tellsSecret(`connected to ${emulator.url}`)).toBe(false);
});
