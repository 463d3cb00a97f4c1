/** A client that goes to another server keeps its groups, and the other server knows them. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import { expect, test } from 'vitest';
import { COMBINATIONS, connect } from '../../signalr-server/test/support/official-client.ts';
import { createRoomHub } from '../../signalr-server/test/support/room-hub.ts';
import type { RoomContract } from '../../signalr-server/test/support/room-hub.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../src/index.ts';

async function startNode(endpoints: string): Promise<RunningServer<RoomContract>> {
  const service = createAzureSignalR({ endpoints, serverConnections: 2, stickiness: 'preferred' });
  const server = await startServer(createRoomHub().hub, { name: 'Room' }, { service });
  await service.connected();
  return server;
}

test('[AZ-152] a server that closes hands its clients over with their groups', async () => {
  await using emulator = await startEmulator({ port: 0 });
  const old = await startNode(emulator.connectionString);
  await using next = await startNode(emulator.connectionString);
  const clients = [];
  for (const combination of COMBINATIONS) {
    const client = await connect(old.url, combination);
    await client.invoke('join', 'red');
    await client.invoke('join', 'blue');
    await client.invoke('leave', 'blue');
    clients.push(client);
  }
  const ids = await next.handle.connections.list({ group: 'red' });
  expect(ids).toHaveLength(COMBINATIONS.length);

  await old[Symbol.asyncDispose]();

  for (const { connectionId } of ids) {
    // The old server's word is on its way when its clients have moved.
    let groups: readonly string[] = [];
    while (groups.length === 0) {
      groups = await next.handle.connections.groupsOf(connectionId);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(groups).toEqual(['red']);
  }
  await next.handle.clients.group('red').send('heard', 'still here');
  await Promise.all(clients.map((client) => client.hears('still here')));
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});
