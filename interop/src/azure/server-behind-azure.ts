/** Our server with its clients in the emulator, which stands for Azure SignalR Service. */

import { createAzureSignalR } from '@parley/azure-signalr';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import { startOurServer } from '../our-server.ts';
import type { RunningServer } from '../our-server.ts';

/** So many for each hub of the comparison. */
const SERVER_CONNECTIONS = 2;

/**
 * Resolves once every hub is known there.
 *
 * @param clientUrl where clients are sent: the emulator's own address, or that of a proxy in front of it.
 */
export async function startServerBehindAzure(
  emulator: RunningEmulator,
  clientUrl: string,
): Promise<RunningServer> {
  const connectionString = emulator.connectionString.replace(/;$/, '');
  const service = createAzureSignalR({
    endpoints: `${connectionString};ClientEndpoint=${clientUrl}`,
    serverConnections: SERVER_CONNECTIONS,
  });
  const server = await startOurServer({ service });
  await service.connected();
  return server;
}
