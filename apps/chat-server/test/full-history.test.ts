/** A history that is full, as on a full disk: nothing new is taken, nothing old is lost. */

import { expect, it } from 'vitest';
import { HubClient } from './support/hub-client.ts';
import { RestClient } from './support/rest-client.ts';
import { startTestServer } from './support/test-server.ts';

it('refuses what cannot be kept, in plain words, and keeps what it acknowledged', async () => {
  const config = { maxHistorySize: 1, messagesPerMinute: 10_000 };
  await using server = await startTestServer({ config });
  const rest = new RestClient(server.url);
  await rest.signIn('Ana');
  await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
  const { general } = await ana.enter();

  let acknowledged = 0;
  let refused: unknown;
  while (refused === undefined) {
    const outcome = await ana.ask('postMessage', {
      roomId: general,
      clientMessageId: `c${acknowledged}`,
      text: `${acknowledged} `.padEnd(8000, 'x'),
      replyTo: null,
    });
    if (outcome.ok) acknowledged += 1;
    else refused = outcome.problem;
  }
  expect(refused).toEqual({ code: 'storage-full', message: expect.stringMatching(/full.*\.$/) });
  expect(acknowledged).toBeGreaterThan(50);

  const room = await ana.call('openRoom', { roomId: general });
  expect(room.room.lastSequence).toBe(acknowledged);
  expect(room.messages.at(-1)?.text).toMatch(new RegExp(`^${acknowledged - 1} x`));
  expect((await rest.get('/readyz')).status).toBe(503);

  await using larger = await server.restart({ maxHistorySize: 2 });
  await using bob = await HubClient.join(larger.url, 'Bob');
  const { messages } = await bob.call('openRoom', { roomId: general });
  expect(messages.at(-1)?.sequence).toBe(acknowledged);
  await bob.post(general, 'There is room again.');
});
