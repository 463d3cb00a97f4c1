/** Clients whose sockets to the service are cut at any byte. Rules: docs/spec/azure-signalr.md, AZ-163. */

import { HttpTransportType } from '@microsoft/signalr';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { describe, expect, test } from 'vitest';
import { CuttingProxy } from '../../signalr-server/test/support/cutting-proxy.ts';
import { startServer } from '../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../signalr-server/test/support/start-server.ts';
import {
  connectStateful,
  createStatefulHub,
  describeStatefulReconnect,
  PROTOCOLS,
} from '../../signalr-server/test/support/stateful-reconnect-contract.ts';
import type {
  StartCutServer,
  StatefulContract,
} from '../../signalr-server/test/support/stateful-reconnect-contract.ts';
import { createAzureSignalR } from '../src/index.ts';

async function startBehind(
  connectionString: string,
  ...[hub, options]: Parameters<StartCutServer>
): Promise<RunningServer<StatefulContract>> {
  const service = createAzureSignalR({ endpoints: connectionString, serverConnections: 2 });
  const server = await startServer(hub, options, { service });
  await service.connected();
  return server;
}

describe('[AZ-163] through the service', () => {
  describeStatefulReconnect(async (hub, options) => {
    const emulator = await startEmulator({ port: 0 });
    const proxy = await CuttingProxy.start(`${emulator.url}/`);
    const connectionString = `${emulator.connectionString};ClientEndpoint=${proxy.url}`;
    const server = await startBehind(connectionString, hub, options);
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

  test.each(PROTOCOLS)(
    'a client that has moved resumes: $name',
    async ({ name, createProtocol }) => {
      const options = { allowStatefulReconnects: true };
      const [old, next] = [createStatefulHub(), createStatefulHub()];
      await using emulator = await startEmulator({ port: 0 });
      await using proxy = await CuttingProxy.start(`${emulator.url}/`);
      const connectionString = `${emulator.connectionString};ClientEndpoint=${proxy.url}`;
      await using closing = await startBehind(connectionString, old.hub, options);
      const transport = HttpTransportType.WebSockets;
      await using client = await connectStateful(closing.url, { name, transport, createProtocol });
      const { connectionId } = client.connection;
      expect(await client.invoke('echo', 1)).toBe(1);
      await using _staying = await startBehind(connectionString, next.hub, options);

      await closing.signalR.close();
      expect(await client.invoke('echo', 2)).toBe(2);
      proxy.cutAll();
      expect(await client.invoke('echo', 3)).toBe(3);

      expect(await client.invoke('connectionId')).toBe(connectionId);
      expect([old.notes.calls, next.notes.calls]).toEqual([[1], [2, 3]]);
    },
  );
});
