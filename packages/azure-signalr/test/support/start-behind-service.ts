/** A hub whose clients are in the emulator, on real ports, for as long as a test lasts. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import { startServer } from '../../../signalr-server/test/support/start-server.ts';
import type { StartServer } from '../../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../../src/index.ts';

export const startBehindService: StartServer = async (hub, options, serverOptions) => {
  const emulator = await startEmulator({ port: 0 });
  const service = createAzureSignalR({
    endpoints: emulator.connectionString,
    serverConnections: 2,
  });
  const server = await startServer(hub, options, { ...serverOptions, service });
  await service.connected();
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
};
