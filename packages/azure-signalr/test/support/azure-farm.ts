/** Servers of one hub behind one emulator or several, and recipients that are clients of them. */

import type { IncomingMessage } from 'node:http';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import type { HubContract } from '@parley/signalr-protocol';
import type { Router } from '@parley/signalr-server';
import { startServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RecordedRecipient } from '../../../signalr-server/test/support/recorded-recipient.ts';
import type { RouterFarm } from '../../../signalr-server/test/support/router-room.ts';
import { createAzureSignalR } from '../../src/index.ts';
import type { EndpointSettings } from '../../src/index.ts';
import { RecipientClient } from './recipient-client.ts';
import { WatchedService } from './watched-service.ts';

export interface AzureFarmOptions {
  readonly servers: number;
  readonly emulators: number;
}

interface FarmServer {
  readonly server: RunningServer<HubContract>;
  readonly service: WatchedService;
}

export class AzureFarm implements RouterFarm {
  readonly forgetsAtTheEnd = true;
  readonly #emulators: readonly RunningEmulator[];
  readonly #servers: readonly FarmServer[];
  readonly #ids: string[];
  #clientCount = 0;

  private constructor(
    emulators: readonly RunningEmulator[],
    servers: readonly FarmServer[],
    ids: string[],
  ) {
    this.#emulators = emulators;
    this.#servers = servers;
    this.#ids = ids;
  }

  static async start(options: AzureFarmOptions): Promise<AzureFarm> {
    const ids: string[] = [];
    const emulators: RunningEmulator[] = [];
    const servers: FarmServer[] = [];
    while (emulators.length < options.emulators) {
      const emulator = await startEmulator({
        port: 0,
        createConnectionId: () => ids.shift() ?? 'somebody',
        service: { groupPageSize: 2 },
      });
      emulators.push(emulator);
    }
    while (servers.length < options.servers) {
      servers.push(await startFarmServer(emulators));
    }
    return new AzureFarm(emulators, servers, ids);
  }

  routerFor(index: number): Router {
    return this.#serverAt(index).service.router;
  }

  /** Behind several emulators the clients of each server are spread over all of them. */
  async connect(recipient: RecordedRecipient, index: number): Promise<void> {
    const { server, service } = this.#serverAt(index);
    const { connectionId, userId, router } = recipient;
    const emulator = (this.#clientCount >> 1) % this.#emulators.length;
    this.#clientCount += 1;
    this.#ids.push(connectionId);
    const hubUrl = new URL(server.url);
    hubUrl.searchParams.set('endpoint', `${emulator}`);
    if (userId !== undefined) {
      hubUrl.searchParams.set('user', userId);
    }
    await RecipientClient.connect(recipient, hubUrl, () => service.hasRemoved(connectionId));
    await service.hasAdded(connectionId);
    // What the server has told the service of it without asking for an answer has been done before this is.
    await router.leave(connectionId, 'no group');
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(({ server }) => server[Symbol.asyncDispose]()));
    await Promise.all(this.#emulators.map((emulator) => emulator.close()));
  }

  #serverAt(index: number): FarmServer {
    const server = this.#servers[index % this.#servers.length];
    if (server === undefined) {
      throw new RangeError('The farm has no server.');
    }
    return server;
  }
}

/** Its clients say in the query who they are and which endpoint takes them, and come back to it. */
async function startFarmServer(emulators: readonly RunningEmulator[]): Promise<FarmServer> {
  const endpoints: readonly EndpointSettings[] = emulators.map(({ connectionString }, index) => ({
    connectionString,
    name: `${index}`,
  }));
  const azure = createAzureSignalR({
    endpoints,
    serverConnections: 2,
    stickiness: 'required',
    shutdown: 'disconnect',
    chooseEndpoint: ({ request }) => queryOf(request).get('endpoint') ?? undefined,
  });
  const service = new WatchedService(azure);
  const server = await startServer<HubContract>(
    { methods: {} },
    {
      name: 'Room',
      authenticate: (request) => {
        const userId = queryOf(request).get('user') ?? undefined;
        return { kind: 'accepted', user: { userId, claims: {} } };
      },
    },
    { service: service.create },
  );
  await azure.connected();
  for (const { name } of endpoints) {
    await isOnline(`${server.url}/negotiate?negotiateVersion=1&endpoint=${name}`);
  }
  return { server, service };
}

function queryOf({ url = '' }: Pick<IncomingMessage, 'url'>): URLSearchParams {
  return new URL(url, 'http://host').searchParams;
}

/** A server is connected once one endpoint is, and sends clients to each that is. */
async function isOnline(negotiateUrl: string): Promise<void> {
  while (!(await fetch(negotiateUrl, { method: 'POST' })).ok) {
    // The answer was that it is not online yet.
  }
}
