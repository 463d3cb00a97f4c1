/** The official client and a server that serves it itself. Rules: docs/spec/signalr-hubs.md, SH-90 and SH-92. */

import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { expect, test } from 'vitest';
import { describeOfficialClient } from './support/official-client-contract.ts';
import { Client, COMBINATIONS, connect } from './support/official-client.ts';
import { createRoomHub } from './support/room-hub.ts';
import { startServer } from './support/start-server.ts';

describeOfficialClient(startServer);

test('[SH-92] a client whose WebSocket fails negotiates again for the next transport', async () => {
  const asked: string[] = [];
  await using server = await startServer(createRoomHub().hub, {
    authenticate: (request) => {
      const isUpgrade = request.headers.upgrade !== undefined;
      asked.push(isUpgrade ? 'upgrade' : `${request.method} ${request.headers.accept ?? ''}`);
      return isUpgrade
        ? { kind: 'refused', status: 403 }
        : { kind: 'accepted', user: { userId: undefined, claims: {} } };
    },
  });
  await using client = new Client(
    new HubConnectionBuilder().withUrl(server.url).configureLogging(LogLevel.None).build(),
  );

  await client.connection.start();

  expect(await client.invoke('add', 1, 2)).toBe(3);
  expect(asked.filter((what) => what === 'upgrade')).toHaveLength(1);
  expect(asked.filter((what) => what === 'POST */*').length).toBeGreaterThanOrEqual(2);
  expect(asked).toContain('GET text/event-stream');
});

test('[SH-90] a WebSocket without negotiation is served', async () => {
  await using server = await startServer(createRoomHub().hub);
  const [combination] = COMBINATIONS;
  if (combination === undefined) {
    throw new Error('There are combinations.');
  }
  await using client = await connect(server.url, combination, { skipNegotiation: true });

  expect(await client.invoke('add', 1, 2)).toBe(3);
});
