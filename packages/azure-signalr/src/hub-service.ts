/** One hub of a server in the service: its links, its clients, its router, and where its clients are sent. */

import { randomUUID } from 'node:crypto';
import type {
  ClientService,
  ClientServiceSetup,
  NegotiateDirector,
  Router,
} from '@parley/signalr-server';
import type { AzureSignalRSettings } from './azure-signalr.ts';
import { HubDrain } from './clients/hub-drain.ts';
import { ServiceClients } from './clients/service-clients.ts';
import type { ServiceEndpoint } from './endpoints/service-endpoint.ts';
import { EndpointLink } from './links/endpoint-link.ts';
import { createNegotiateDirector } from './negotiation/negotiate-director.ts';
import { AzureRouter } from './routing/azure-router.ts';

const DEFAULT_CONNECTIONS = 5;
const DEFAULT_MAX_CONNECTIONS = 10;
const DEFAULT_MAX_PENDING_BYTES = 67_108_864;
const DEFAULT_DRAIN_TIMEOUT_MS = 30_000;

export interface HubServiceOptions {
  readonly setup: ClientServiceSetup;
  readonly settings: AzureSignalRSettings;
  /** As the service knows the hub. */
  readonly hub: string;
  readonly endpoints: readonly ServiceEndpoint[];
  readonly serverId: string;
  /** Called whenever `isOnline` or `isOffline` may have changed. */
  readonly onChange: () => void;
  readonly onClosed: () => void;
}

export class HubService implements ClientService {
  readonly router: Router;
  readonly negotiate: NegotiateDirector;
  readonly #options: HubServiceOptions;
  readonly #links: readonly EndpointLink[];
  readonly #clients: ServiceClients;
  #drain: HubDrain | undefined;
  #isClosed = false;

  constructor(options: HubServiceOptions) {
    const { setup, settings, hub, endpoints, serverId } = options;
    this.#options = options;
    this.#clients = new ServiceClients(setup, () => this.#drain?.changed());
    this.#links = endpoints.map((endpoint) => this.#createLink(endpoint));
    const router = new AzureRouter({
      setup,
      links: this.#links,
      serverId,
      ordering: settings.ordering ?? 'everything',
      onClosed: () => this.#close(),
    });
    this.router = router;
    this.negotiate = createNegotiateDirector({
      hub,
      links: this.#links,
      terms: {
        options: setup.options,
        endpointCount: endpoints.length,
        stickiness: settings.stickiness ?? 'off',
        serverName: serverId,
      },
      settings,
      random: Math.random,
      logger: setup.logger,
    });
    for (const link of this.#links) {
      link.start(router);
    }
  }

  get isOnline(): boolean {
    return this.#links.some(({ isConnected }) => isConnected);
  }

  /** Every endpoint was tried, and none is there. */
  get isOffline(): boolean {
    return this.#links.every(({ isUnreachable }) => isUnreachable);
  }

  async drain(): Promise<void> {
    const { settings, setup } = this.#options;
    const { shutdown = 'migrate', drainTimeoutMs = DEFAULT_DRAIN_TIMEOUT_MS } = settings;
    if (shutdown === 'disconnect') {
      return;
    }
    this.#drain = new HubDrain({
      links: this.#links,
      departure: shutdown,
      timeoutMs: drainTimeoutMs,
      clock: setup.clock,
      clientCount: () => this.#clients.clientCount,
    });
    await this.#drain.run();
  }

  #createLink(endpoint: ServiceEndpoint): EndpointLink {
    const { setup, settings, hub, serverId, onChange } = this.#options;
    const { serverConnections = DEFAULT_CONNECTIONS } = settings;
    const { maxServerConnections = DEFAULT_MAX_CONNECTIONS } = settings;
    return new EndpointLink({
      endpoint,
      hub,
      serverId,
      connectionCount: serverConnections,
      maxConnectionCount: Math.max(serverConnections, maxServerConnections),
      maxPendingBytes: settings.maxPendingBytes ?? DEFAULT_MAX_PENDING_BYTES,
      canMigrate: (settings.shutdown ?? 'migrate') === 'migrate',
      allowStatefulReconnects: setup.options.allowStatefulReconnects ?? false,
      clients: this.#clients,
      clock: setup.clock,
      logger: setup.logger,
      random: Math.random,
      createId: randomUUID,
      onConnectionLost: () => this.#tellOfLoss(),
      onChange: () => {
        this.#drain?.changed();
        if (!this.#isClosed) {
          onChange();
        }
      },
    });
  }

  #tellOfLoss(): void {
    const { settings, setup, hub } = this.#options;
    try {
      settings.onConnectionLost?.();
    } catch (error) {
      const text = 'What listens to lost connections of Azure SignalR Service failed';
      setup.logger.error({ error, hub }, text);
    }
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#links.map((link) => link.close()));
    this.#options.onClosed();
  }
}
