/** A hub on a real port, for as long as a test lasts. */

import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HubContract } from '@parley/signalr-protocol';
import { createSignalRServer } from '../../src/index.ts';
import type {
  Hub,
  HubHandle,
  HubOptions,
  SignalRServer,
  SignalRServerOptions,
} from '../../src/index.ts';
import { RecordingLogger } from './recording-logger.ts';

export interface RunningServer<C extends HubContract> extends AsyncDisposable {
  readonly signalR: SignalRServer;
  readonly handle: HubHandle<C>;
  readonly logger: RecordingLogger;
  readonly http: HttpServer;
  /** Of the hub. */
  readonly url: string;
}

/** Of idle connections: with Node's five seconds a client that was stopped as long would use one that is being let go. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** How a hub is served: by this server itself, or by a service that it stands behind. */
export type StartServer = typeof startServer;

export async function startServer<C extends HubContract>(
  hub: Hub<C>,
  options: HubOptions<C> = {},
  serverOptions: SignalRServerOptions = {},
): Promise<RunningServer<C>> {
  const logger = new RecordingLogger();
  const signalR = createSignalRServer({ logger, ...serverOptions });
  const handle = signalR.mapHub<C>('/hub', hub, options);
  const http = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (_request, response) => {
    response.end('not a hub');
  });
  signalR.attach(http);
  await listen(http);
  const { port } = http.address() as AddressInfo;

  return {
    signalR,
    handle,
    logger,
    http,
    url: `http://127.0.0.1:${port}/hub`,
    async [Symbol.asyncDispose]() {
      await signalR.close();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}

async function listen(http: HttpServer): Promise<void> {
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
}
