/** Clients whose sockets to the service are cut at any byte. Rules: docs/spec/azure-signalr.md, AZ-163. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import { describe } from 'vitest';
import { CuttingProxy } from '../../signalr-server/test/support/cutting-proxy.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import { describeStatefulReconnect } from '../../signalr-server/test/support/stateful-reconnect-contract.ts';
import { createAzureSignalR } from '../src/index.ts';

describe('[AZ-163] through the service', () => {
  describeStatefulReconnect(async (hub, options) => {
    const emulator = await startEmulator({ port: 0 });
    const proxy = await CuttingProxy.start(`${emulator.url}/`);
    const service = createAzureSignalR({
      endpoints: `${emulator.connectionString};ClientEndpoint=${proxy.url}`,
      serverConnections: 2,
    });
    const server = await startServer(hub, options, { service });
    await service.connected();
    return {
      handle: server.handle,
      proxy,
      url: server.url,
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
        await emulator.close();
      },
    };
  });
});
