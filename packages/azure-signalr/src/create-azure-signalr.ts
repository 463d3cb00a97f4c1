/** How a server is given Azure SignalR Service: its endpoints, and on them a hub's links for each hub. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ClientServiceSetup, Clock } from '@parley/signalr-server';
import type { AzureSignalR, AzureSignalRSettings, AzureSignalRState } from './azure-signalr.ts';
import { createServiceEndpoints } from './endpoints/create-service-endpoints.ts';
import type { ServiceEndpoint } from './endpoints/service-endpoint.ts';
import { serviceHubName } from './endpoints/service-hub-name.ts';
import { AzureSignalRError } from './errors.ts';
import { HubService } from './hub-service.ts';
import { ServiceStates } from './service-states.ts';

const CONNECTION_STRING_NAME = 'AZURE_SIGNALR_CONNECTION_STRING';

/**
 * For `createSignalRServer({ service })`.
 *
 * @throws {AzureSignalRError} `connection-string-invalid`.
 * @throws {RangeError} for a number that is not above zero.
 * @throws {TypeError} for an algorithm of tokens that there is not.
 */
export function createAzureSignalR(settings: AzureSignalRSettings): AzureSignalR {
  const service = new AzureService(settings);
  return Object.assign((setup: ClientServiceSetup) => service.createHub(setup), {
    state: () => service.state,
    connected: (signal?: AbortSignal) => service.connected(signal),
  });
}

/**
 * The service that `AZURE_SIGNALR_CONNECTION_STRING` of an environment names; `undefined` where it names none, in which
 * case clients connect to the server itself.
 *
 * @throws as `createAzureSignalR`.
 */
export function azureSignalRFrom(
  environment: Readonly<Record<string, string | undefined>>,
  settings: Omit<AzureSignalRSettings, 'endpoints'> = {},
): AzureSignalR | undefined {
  const connectionString = environment[CONNECTION_STRING_NAME]?.trim() ?? '';
  return connectionString === ''
    ? undefined
    : createAzureSignalR({ ...settings, endpoints: connectionString });
}

class AzureService {
  readonly #settings: AzureSignalRSettings;
  readonly #serverId = `${hostname()}_${randomUUID().replaceAll('-', '')}`;
  readonly #hubs = new Map<string, HubService>();
  readonly #states: ServiceStates;
  #endpoints: readonly ServiceEndpoint[] | undefined;

  constructor(settings: AzureSignalRSettings) {
    this.#settings = settings;
    this.#states = new ServiceStates(settings.onStateChange);
    checkNumbers(settings);
    // Made for its complaint about settings that are none.
    this.#createEndpoints(STOPPED_CLOCK);
  }

  get state(): AzureSignalRState {
    return this.#states.state;
  }

  async connected(signal?: AbortSignal): Promise<void> {
    if (this.#hubs.size === 0) {
      throw new AzureSignalRError('service-closed', 'No hub is mapped to the service.');
    }
    return this.#states.online(signal);
  }

  /** @throws {TypeError} when two hubs of a server have one name in the service, or one has none. */
  createHub(setup: ClientServiceSetup): HubService {
    const hub = serviceHubName(setup.hubName, this.#settings.applicationName);
    if (this.#hubs.has(hub)) {
      throw new TypeError(`Two hubs cannot share the name '${hub}' in Azure SignalR Service.`);
    }
    this.#endpoints ??= this.#createEndpoints(setup.clock);
    const service = new HubService({
      setup,
      settings: this.#settings,
      hub,
      endpoints: this.#endpoints,
      serverId: this.#serverId,
      onChange: () => this.#judge(setup),
      onClosed: () => this.#forget(hub, setup),
    });
    this.#hubs.set(hub, service);
    this.#judge(setup);
    return service;
  }

  #createEndpoints(clock: Clock): readonly ServiceEndpoint[] {
    return createServiceEndpoints(this.#settings, { clock, serverName: this.#serverId });
  }

  #judge({ logger }: ClientServiceSetup): void {
    const hubs = [...this.#hubs.values()];
    if (hubs.length > 0 && hubs.every(({ isOnline }) => isOnline)) {
      this.#states.enter('online', logger);
    } else if (hubs.some(({ isOffline }) => isOffline)) {
      this.#states.enter('offline', logger);
    } else if (hubs.length > 0) {
      this.#states.enter('connecting', logger);
    }
  }

  #forget(hub: string, setup: ClientServiceSetup): void {
    this.#hubs.delete(hub);
    if (this.#hubs.size === 0) {
      this.#endpoints = undefined;
      this.#states.enter('closed', setup.logger);
    }
  }
}

/** Whoever only reads settings needs no time. */
const STOPPED_CLOCK: Clock = {
  now: () => 0,
  epochMs: () => 0,
  startTimer: () => ({ cancel: () => undefined }),
};

/** @throws {RangeError} */
function checkNumbers(settings: AzureSignalRSettings): void {
  const names = ['serverConnections', 'maxServerConnections', 'drainTimeoutMs', 'maxPendingBytes'];
  for (const [name, value] of Object.entries(settings)) {
    if (names.includes(name) && value !== undefined && !(value > 0)) {
      throw new RangeError(`${name} must be above zero, not ${value}`);
    }
  }
}
