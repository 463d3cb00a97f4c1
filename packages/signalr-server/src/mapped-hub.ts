/** One hub on its path: the layers of its connections, put together. */

import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import type { HubContract } from '@parley/signalr-protocol';
import type { ClientService, ClientServiceFactory } from './client-service.ts';
import { resolveHubOptions } from './hub-options.ts';
import type { HubOptions } from './hub-options.ts';
import { createHubPipeline } from './hubs/calls/hub-pipeline.ts';
import { createMethodTable } from './hubs/calls/method-table.ts';
import type { HubFilter } from './hubs/definition/hub-filter.ts';
import type { Hub } from './hubs/definition/hub.ts';
import { HubHost } from './hubs/hub-host.ts';
import { createHubClients, createHubGroups } from './hubs/routing/hub-clients.ts';
import { createHubConnections } from './hubs/routing/hub-connections.ts';
import type { Router, RouterFactory } from './hubs/routing/router.ts';
import { createTraffic, createTransportEndpoint } from './transports/index.ts';
import type {
  Clock,
  Logger,
  NegotiateDirector,
  TransportConnection,
  TransportEndpoint,
} from './transports/index.ts';

export interface MappedHub {
  readonly host: HubHost;
  readonly endpoint: TransportEndpoint;
  readonly router: Router;
  /** Absent: clients connect to the endpoint. */
  readonly service: ClientService | undefined;
  /** Where clients may not refresh, the path below the hub's is not ours. */
  readonly canRefresh: boolean;
}

export interface MappedHubOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly createRouter: RouterFactory;
  readonly createService: ClientServiceFactory | undefined;
  /** Of the server, around those of the hub. */
  readonly filters: readonly HubFilter[];
  readonly hubOptions: HubOptions & { readonly name: string };
}

/** @throws {TypeError | RangeError} for a hub or an option that cannot be. */
export function createMappedHub(
  hub: Hub<HubContract>,
  { logger, clock, createRouter, createService, filters, hubOptions }: MappedHubOptions,
): MappedHub {
  const options = resolveHubOptions(hubOptions);
  const protocols = [new JsonHubProtocol(), new MessagePackHubProtocol()];
  const traffic = createTraffic();
  const setup = { hubName: hubOptions.name, protocols, clock, logger };
  const accept = (connection: TransportConnection): void => host.accept(connection);
  const service = createService?.({ ...setup, options: hubOptions, traffic, accept });
  const router = service?.router ?? createRouter(setup);
  const host = new HubHost({
    hub,
    options,
    router,
    methods: createMethodTable(hub.methods),
    pipeline: createHubPipeline(hub, [...filters, ...options.filters]),
    clients: createHubClients(router),
    groups: createHubGroups(router),
    connections: createHubConnections(router),
    protocols,
    clock,
    logger,
    traffic,
  });
  const endpoint = createTransportEndpoint({
    ...hubOptions,
    ...(service && { redirect: redirectTo(service, hubOptions), transports: [] }),
    logger,
    clock,
    traffic,
    onConnection: accept,
  });
  const canRefresh = service === undefined && hubOptions.authenticationRefresh !== undefined;
  return { host, endpoint, router, service, canRefresh };
}

/** The application's own redirect comes first. */
function redirectTo({ negotiate }: ClientService, { redirect }: HubOptions): NegotiateDirector {
  return async (request, user, expiresAt) =>
    (await redirect?.(request, user, expiresAt)) ?? negotiate(request, user, expiresAt);
}
