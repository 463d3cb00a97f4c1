/** Tokens of servers and clients that are signed by SHA-512. Rules: docs/spec/azure-signalr.md, AZ-169. */

import { HttpTransportType, JsonHubProtocol } from '@microsoft/signalr';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { expect, test } from 'vitest';
import { connect } from '../../signalr-server/test/support/official-client.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../src/index.ts';
import { ECHO_HUB } from './support/served-hub.ts';

test('[AZ-169] with HS512 servers connect to the service, and clients', async () => {
  const emulator = await startEmulator({ port: 0 });
  const service = createAzureSignalR({
    endpoints: emulator.connectionString,
    accessTokenAlgorithm: 'HS512',
  });
  try {
    await using server = await startServer(ECHO_HUB, {}, { service });
    await service.connected();
    await using client = await connect(server.url, {
      name: 'WebSockets, JSON',
      transport: HttpTransportType.WebSockets,
      createProtocol: () => new JsonHubProtocol(),
    });

    expect(await client.invoke('echo', 'ann')).toBe('ann');
  } finally {
    await emulator.close();
  }
});
