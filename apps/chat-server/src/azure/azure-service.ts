/** Azure SignalR Service in front of the hub, where a connection string names one. */

import { AzureSignalRError, clientOriginsOf, createAzureSignalR } from '@parley/azure-signalr';
import type { AzureSignalR, AzureSignalRState } from '@parley/azure-signalr';
import type { Config } from '../config.ts';
import { StartupError } from '../errors.ts';
import { flagOf, variableOf } from '../settings/settings.ts';

/**
 * For the service to take what is on its way and to send nobody new. Few: one server has the history to itself, so
 * there is nobody to give its clients to; they are told to come back.
 */
const DRAIN_TIMEOUT_MS = 3_000;

type ServiceConfig = Pick<
  Config,
  'azureSignalrConnectionString' | 'azureSignalrApplicationName' | 'azureSignalrServerConnections'
>;

export class AzureService {
  readonly factory: AzureSignalR;
  /** What the page must be allowed to connect to. */
  readonly clientOrigins: readonly string[];
  readonly #listeners = new Set<(state: AzureSignalRState) => void>();
  #onConnectionLost: () => void = () => undefined;

  private constructor(endpoints: string, config: ServiceConfig) {
    const applicationName = config.azureSignalrApplicationName;
    this.clientOrigins = clientOriginsOf(endpoints);
    this.factory = createAzureSignalR({
      endpoints,
      ...(applicationName !== undefined && { applicationName }),
      serverConnections: config.azureSignalrServerConnections,
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
      onStateChange: (state) => this.#listeners.forEach((listener) => listener(state)),
      onConnectionLost: () => this.#onConnectionLost(),
    });
  }

  /**
   * `undefined` where the settings name none.
   *
   * @throws {StartupError} `config-invalid` for a connection string that is none.
   */
  static of(config: ServiceConfig): AzureService | undefined {
    const endpoints = config.azureSignalrConnectionString;
    if (endpoints === undefined) return undefined;
    try {
      return new AzureService(endpoints, config);
    } catch (error) {
      throw asStartupError(error);
    }
  }

  get state(): AzureSignalRState {
    return this.factory.state();
  }

  /** Events may be lost then, and their receivers not know it. There is one listener. */
  onConnectionLost(listener: () => void): void {
    this.#onConnectionLost = listener;
  }

  /** The function returned ends it. */
  onStateChanged(listener: (state: AzureSignalRState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function asStartupError(error: unknown): unknown {
  if (!(error instanceof AzureSignalRError)) return error;
  const flag = flagOf('azureSignalrConnectionString');
  const variable = variableOf('azureSignalrConnectionString');
  return new StartupError('config-invalid', `--${flag} (${variable}): ${error.message}`, {
    cause: error,
  });
}
