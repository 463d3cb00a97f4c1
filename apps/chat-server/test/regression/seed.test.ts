/** A fault of the sample chats that was their server's: whoever came back was "Not in a group." any more. */

import { expect, it } from 'vitest';
import { HubClient } from '../support/hub-client.ts';
import { RestClient } from '../support/rest-client.ts';
import { startTestServer } from '../support/test-server.ts';

it('whoever comes back is in the room still, hears it, and is heard', async () => {
  await using server = await startTestServer();
  const rest = new RestClient(server.url);
  await rest.signIn('Ana');
  await using bob = await HubClient.join(server.url, 'Bob');
  const { general } = await bob.enter();
  {
    await using lost = await HubClient.connect(server.url, { cookie: rest.cookie });
    await lost.enter();
  }

  await using back = await HubClient.connect(server.url, { cookie: rest.cookie });
  const fromBob = await bob.post(general, 'Are you there?');
  expect(await back.event('message-posted')).toEqual({ message: fromBob });
  const fromAna = await back.post(general, 'I am.');
  expect(await bob.event('message-posted', ({ message }) => message.id === fromAna.id)).toEqual({
    message: fromAna,
  });
});
