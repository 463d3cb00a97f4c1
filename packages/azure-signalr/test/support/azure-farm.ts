/** Servers of one hub behind an emulator, and recipients that are clients of it. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import type { HubContract } from '@parley/signalr-protocol';
import type { Router } from '@parley/signalr-server';
import { startServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RecordedRecipient } from '../../../signalr-server/test/support/recorded-recipient.ts';
import type { RouterFarm } from '../../../signalr-server/test/support/router-room.ts';
import { createAzureSignalR } from '../../src/index.ts';
import { RecipientClient } from './recipient-client.ts';
import { WatchedService } from './watched-service.ts';

interface FarmServer {
  readonly server: RunningServer<HubContract>;
  readonly service: WatchedService;
}

export class AzureFarm implements RouterFarm {
  readonly forgetsAtTheEnd = true;
  readonly #emulator: RunningEmulator;
  readonly #servers: readonly FarmServer[];
  readonly #ids: string[];

  private constructor(emulator: RunningEmulator, servers: readonly FarmServer[], ids: string[]) {
    this.#emulator = emulator;
    this.#servers = servers;
    this.#ids = ids;
  }

  static async start(serverCount: number): Promise<AzureFarm> {
    const ids: string[] = [];
    const emulator = await startEmulator({
      port: 0,
      createConnectionId: () => ids.shift() ?? 'somebody',
      service: { groupPageSize: 2 },
    });
    const servers: FarmServer[] = [];
    for (let index = 0; index < serverCount; index += 1) {
      servers.push(await startFarmServer(emulator.connectionString));
    }
    return new AzureFarm(emulator, servers, ids);
  }

  routerFor(index: number): Router {
    return this.#serverAt(index).service.router;
  }

  async connect(recipient: RecordedRecipient, index: number): Promise<void> {
    const { server, service } = this.#serverAt(index);
    const { connectionId, userId, router } = recipient;
    this.#ids.push(connectionId);
    const hubUrl = userId === undefined ? server.url : `${server.url}?user=${userId}`;
    await RecipientClient.connect(recipient, hubUrl, () => service.hasRemoved(connectionId));
    await service.hasAdded(connectionId);
    // What the server has told the service of it without asking for an answer has been done before this is.
    await router.leave(connectionId, 'no group');
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(({ server }) => server[Symbol.asyncDispose]()));
    await this.#emulator.close();
  }

  #serverAt(index: number): FarmServer {
    const server = this.#servers[index % this.#servers.length];
    if (server === undefined) {
      throw new RangeError('The farm has no server.');
    }
    return server;
  }
}

/** Its clients say who they are in the query, and come back to it. */
async function startFarmServer(connectionString: string): Promise<FarmServer> {
  const azure = createAzureSignalR({
    endpoints: connectionString,
    serverConnections: 2,
    stickiness: 'required',
    shutdown: 'disconnect',
  });
  const service = new WatchedService(azure);
  const server = await startServer<HubContract>(
    { methods: {} },
    {
      name: 'Room',
      authenticate: (request) => {
        const user = new URL(request.url ?? '', 'http://host').searchParams.get('user');
        return { kind: 'accepted', user: { userId: user ?? undefined, claims: {} } };
      },
    },
    { service: service.create },
  );
  await azure.connected();
  return { server, service };
}
