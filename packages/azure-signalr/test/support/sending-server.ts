/** A server that only sends: its router, and its links to the service, with all their server connections open. */

import { randomUUID } from 'node:crypto';
import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import type { Router } from '@parley/signalr-server';
import { systemClock } from '@parley/signalr-server/transports';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { Signal } from '../../../signalr-server/test/support/signal.ts';
import { createServiceEndpoints } from '../../src/endpoints/create-service-endpoints.ts';
import type { ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';
import type { ClientListener } from '../../src/links/carried-client.ts';
import { EndpointLink } from '../../src/links/endpoint-link.ts';
import type { HubLink } from '../../src/links/hub-link.ts';
import { AzureRouter } from '../../src/routing/azure-router.ts';

const NAME = 'sender';

export interface SendingServerOptions {
  readonly connectionString: string;
  readonly hub: string;
  readonly serverConnections: number;
  /** What the router is given in the place of the link. Default: the link. */
  readonly useLink?: (link: HubLink) => HubLink;
}

export interface SendingServer extends AsyncDisposable {
  readonly router: Router;
}

export async function startSendingServer({
  connectionString,
  hub,
  serverConnections,
  useLink = (link) => link,
}: SendingServerOptions): Promise<SendingServer> {
  const opened = new Signal();
  let openCount = 0;
  const link = createLink({ connectionString, hub, serverConnections });
  const open = link.opened.bind(link);
  link.opened = (connection) => {
    open(connection);
    openCount += 1;
    opened.raise();
  };
  const router = new AzureRouter({
    setup: {
      clock: systemClock,
      logger: new RecordingLogger(),
      protocols: [new JsonHubProtocol(), new MessagePackHubProtocol()],
    },
    links: [useLink(link)],
    serverId: NAME,
    ordering: 'everything',
    onClosed: async () => link.close(),
  });
  link.start(router);
  await opened.until(() => openCount === serverConnections);
  return { router, [Symbol.asyncDispose]: () => router.close() };
}

function createLink({
  connectionString,
  hub,
  serverConnections,
}: Omit<SendingServerOptions, 'useLink'>): EndpointLink {
  const [endpoint] = createServiceEndpoints(
    { endpoints: connectionString },
    { clock: systemClock, serverName: NAME },
  );
  return new EndpointLink({
    endpoint: endpoint as ServiceEndpoint,
    hub,
    serverId: NAME,
    connectionCount: serverConnections,
    maxConnectionCount: serverConnections,
    maxPendingBytes: 67_108_864,
    canMigrate: false,
    allowStatefulReconnects: false,
    clients: NO_CLIENTS,
    clock: systemClock,
    logger: new RecordingLogger(),
    random: Math.random,
    createId: randomUUID,
    onChange: () => undefined,
  });
}

/** All of them are pinned to another server. */
const NO_CLIENTS: ClientListener = {
  clientCount: 0,
  open: () => {
    throw new TypeError('This server takes no clients.');
  },
};
