/** A server behind the service in this process, and what it says of itself. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignalRServer } from '@parley/signalr-server';
import type { Clock, HubHandle, SignalRServer } from '@parley/signalr-server';
import type { RecordingLogger } from '../../../../signalr-server/test/support/recording-logger.ts';
import { Signal } from '../../../../signalr-server/test/support/signal.ts';
import { createAzureSignalR } from '../../../src/index.ts';
import type { AzureSignalR, AzureSignalRSettings, AzureSignalRState } from '../../../src/index.ts';
import type { RunningServer } from './balancer.ts';
import { createJournalHub } from './journal-hub.mjs';
import type { JournalContract, JournalPort } from './journal-hub.mjs';
import { createWatchedLogger } from './watched-log.ts';

export interface JournalServer extends RunningServer, AsyncDisposable {
  readonly handle: HubHandle<JournalContract>;
  readonly signalR: SignalRServer;
  readonly service: AzureSignalR;
  readonly logger: RecordingLogger;
  /** In their order. */
  readonly states: readonly AzureSignalRState[];
  /** Resolves once this is its last state. */
  becomes(state: AzureSignalRState): Promise<void>;
}

export interface JournalServerOptions {
  readonly settings: AzureSignalRSettings;
  readonly journal: JournalPort;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: it is waited for. */
  readonly isAwaited?: boolean;
}

export async function startJournalServer(options: JournalServerOptions): Promise<JournalServer> {
  const { settings, journal, clock, isAwaited = true } = options;
  const logger = createWatchedLogger();
  const changed = new Signal();
  const states: AzureSignalRState[] = [];
  const service = createAzureSignalR({
    serverConnections: 2,
    ...settings,
    onStateChange: (state) => {
      states.push(state);
      changed.raise();
    },
  });
  const signalR = createSignalRServer({ service, logger, ...(clock && { clock }) });
  const handle = signalR.mapHub('/hub', createJournalHub(journal), { name: 'Journal' });
  // With Node's five seconds a client that was stopped as long would use a connection that is being let go.
  const http = createServer({ keepAliveTimeout: 65_000 });
  signalR.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  if (isAwaited) {
    await service.connected();
  }
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hub`,
    handle,
    signalR,
    service,
    logger,
    states,
    becomes: (state) => changed.until(() => states.at(-1) === state),
    async [Symbol.asyncDispose]() {
      await signalR.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
