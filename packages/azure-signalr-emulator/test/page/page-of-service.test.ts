/** What the page is told of a service that works. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import type { PageState } from '../../src/page/page-state.ts';
import { startEmulator } from '../../src/start-emulator.ts';
import { openClient } from '../support/scripted-client.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const PAYLOAD = Buffer.from('{"type":1,"target":"said","arguments":["hello"]}\u001e');

/** The first event of the page's stream. */
async function pageStateOf(emulatorUrl: string): Promise<PageState> {
  const { body } = await fetch(`${emulatorUrl}/page/live`);
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    const event = /^data: (.*)\n\n/m.exec(text)?.[1];
    if (event !== undefined) return JSON.parse(event) as PageState;
  }
  throw new Error('The stream ended.');
}

test('[AS-81] shows the servers, groups, clients, messages and refusals of the service', async () => {
  await using emulator = await startEmulator({ port: 0 });
  await using server = await ScriptedServer.connect(emulator.url, { serverId: 'build_1' });
  const client = await openClient(emulator.url, { claims: { 'asrs.s.uid': 'ana' } });
  client.send('{"protocol":"json","version":1}\u001e');
  const connectionId = await server.acceptClient();
  for (const groupName of ['lobby', '\u0000hidden']) {
    server.send({ type: ServiceMessageType.joinGroup, connectionId, groupName });
  }
  server.send({
    type: ServiceMessageType.groupBroadcastData,
    groupName: 'lobby',
    excludedConnectionIds: [],
    payloads: new Map([['json', PAYLOAD]]),
  });
  await server.settle();
  await fetch(`${emulator.url}/client/negotiate?hub=chat`, { method: 'POST' });

  const { hubs, refusals, connectionString } = await pageStateOf(emulator.url);
  expect(connectionString).toBe(emulator.connectionString);
  expect(hubs).toMatchObject([
    {
      hub: 'chat',
      messages: 1,
      servers: [{ serverId: 'build_1', connectionCount: 1, clientCount: 1, isLeaving: false }],
      groups: [{ name: 'lobby', memberCount: 1, messages: 1 }],
      clients: [{ connectionId, userId: 'ana', protocol: 'json', transport: 'WebSockets' }],
    },
  ]);
  expect(refusals).toMatchObject([{ who: 'client', hub: 'chat', status: 401 }]);
  client.socket.close();
  await client.closed();
});
