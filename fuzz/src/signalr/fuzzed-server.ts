/** The server under fire, on a port of its own, and what can be measured of it. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignalRServer } from '@parley/signalr-server';
import type { Logger } from '@parley/signalr-server';
import { createSteadyClock } from '../steady-clock.ts';
import { createFuzzedHub } from './fuzzed-hub.ts';
import type { HubCounts } from './fuzzed-hub.ts';

/** As it is at one moment. */
export interface Measurement {
  /** After a collection of garbage; 0 where the process does not allow one, as garbage says nothing. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Served by the hub. */
  readonly connections: number;
  /** Sockets of the HTTP server. */
  readonly sockets: number;
  readonly hub: HubCounts;
  /** Errors that the server logged and that no method of the hub is the cause of. */
  readonly complaints: readonly string[];
}

export interface FuzzedServer {
  readonly port: number;
  measure(): Promise<Measurement>;
  close(): Promise<void>;
}

/** Short, so that what is left behind is gone before the run is over. */
const TIMES = {
  handshakeTimeoutMs: 3_000,
  keepAliveIntervalMs: 1_000,
  clientTimeoutMs: 5_000,
  pollTimeoutMs: 500,
};
const OPTIONS = { ...TIMES, allowStatefulReconnects: true, authenticationRefresh: {} };
const EXPECTED = /^An (?:unexpected error occurred invoking|error occurred on the server while)/;

/** `disconnectTimeoutMs` is how long what is left behind stays. */
export async function startFuzzedServer({
  disconnectTimeoutMs,
}: {
  readonly disconnectTimeoutMs: number;
}): Promise<FuzzedServer> {
  const { hub, counts } = createFuzzedHub();
  const complaints: string[] = [];
  const logger: Logger = {
    debug: () => undefined,
    warn: () => undefined,
    error: (fields, text) => {
      if (!EXPECTED.test(text)) {
        complaints.push(`${text} ${String((fields as { error?: unknown }).error)}`);
      }
    },
  };
  const signalR = createSignalRServer({ logger, clock: createSteadyClock() });
  const handle = signalR.mapHub('/hub', hub, { ...OPTIONS, disconnectTimeoutMs });
  const http = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  signalR.attach(http);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (http.address() as AddressInfo).port,
    measure: async () => {
      globalThis.gc?.();
      const { heapUsed, rss: rssBytes } = process.memoryUsage();
      const heapBytes = globalThis.gc === undefined ? 0 : heapUsed;
      const sockets = await new Promise<number>((resolve) => {
        http.getConnections((_error, count) => resolve(count));
      });
      const connections = handle.connectionCount;
      return {
        heapBytes,
        rssBytes,
        connections,
        sockets,
        hub: { ...counts },
        complaints,
      };
    },
    close: async () => {
      await signalR.close();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}
