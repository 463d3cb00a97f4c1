/** Many official clients at once through one emulator. Rules: docs/spec/azure-signalr.md, AZ-160. */

import { expect, test } from 'vitest';
import { COMBINATIONS, connect } from '../../signalr-server/test/support/official-client.ts';
import type { Client, Combination } from '../../signalr-server/test/support/official-client.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import { startBehindService } from './support/start-behind-service.ts';

const CLIENTS = 500;
/** So many start at a time, as a browser's page would not start at the moment of 499 others. */
const STARTING = 25;
const MESSAGES = Array.from({ length: 20 }, (_, index) => `message ${index + 1}`);

test('[AZ-160] five hundred clients hear each message once and in order', async () => {
  const { hub, notes } = createRoomHub();
  await using server = await startBehindService(hub);
  const clients = await connectAll(server.url);
  const { clients: targets, connections } = server.handle;

  expect(await connections.count({ group: 'crowd' })).toBe(CLIENTS);
  for (const message of MESSAGES) {
    await targets.group('crowd').send('heard', message);
  }
  await targets.all.send('heard', 'to all');
  await Promise.all(clients.map((client) => client.hears('to all')));
  for (const { heard } of clients) {
    expect(heard).toEqual([...MESSAGES, 'to all']);
  }
  const sums = await Promise.all(clients.map((client, index) => client.invoke('add', index, 1)));
  expect(sums).toEqual(clients.map((_, index) => index + 1));

  await Promise.all(clients.map(({ connection }) => connection.stop()));
  await server.signalR.close();
  expect(notes.disconnected).toEqual(clients.map(() => undefined));
});

async function connectAll(url: string): Promise<readonly Client[]> {
  const clients: Client[] = [];
  while (clients.length < CLIENTS) {
    const combinations = Array.from({ length: STARTING }, (_, index) => combinationOf(index));
    clients.push(
      ...(await Promise.all(combinations.map((combination) => connectToCrowd(url, combination)))),
    );
  }
  return clients;
}

function combinationOf(index: number): Combination {
  const combination = COMBINATIONS[index % COMBINATIONS.length];
  if (combination === undefined) {
    throw new Error('There are combinations.');
  }
  return combination;
}

async function connectToCrowd(url: string, combination: Combination): Promise<Client> {
  const client = await connect(url, combination);
  await client.invoke('join', 'crowd');
  return client;
}
