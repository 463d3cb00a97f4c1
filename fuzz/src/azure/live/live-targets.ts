/**
 * What is under fire: the emulator, and two servers behind it by the adapter. The connections of one of them to the
 * emulator are meddled with; the other is for the witnesses, whom nothing of that may concern.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AzureSignalRError, createAzureSignalR } from '@parley/azure-signalr';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { createSignalRServer } from '@parley/signalr-server';
import type { Clock, Hub, Logger } from '@parley/signalr-server';
import { Random } from '../../random.ts';
import { createFuzzedHub } from '../../signalr/fuzzed-hub.ts';
import type { FuzzedContract } from '../../signalr/fuzzed-hub.ts';
import { createSteadyClock } from '../../steady-clock.ts';
import { startDamagingProxy } from './damaging-proxy.ts';

/** So that a wait of thirty seconds is one of three. */
const CLOCK_FACTOR = 10;
/** What methods of the hub throw, and that the service cannot be relied on, which is no news here. */
const EXPECTED =
  /^(?:An (?:unexpected error occurred invoking|error occurred on the server while)|Azure SignalR)/;

export interface LiveMeasurement {
  /** After a collection of garbage; 0 where the process does not allow one. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Of the process, listening ones not counted. */
  readonly sockets: number;
  readonly clients: number;
  readonly calls: number;
  readonly meddled: number;
  readonly complaints: readonly string[];
}

export interface LiveTargets {
  readonly servicePort: number;
  readonly fuzzedPort: number;
  readonly witnessPort: number;
  /** Servers sign with it; it is the one that everybody knows. */
  readonly accessKey: string;
  measure(): Promise<LiveMeasurement>;
  /**
   * Ends the connections that are meddled with, and with them every client of whose end the server was not told: one
   * that has never pinged would be there for as long as they.
   */
  cut(): void;
  close(): Promise<void>;
}

export async function startLiveTargets(seed: number): Promise<LiveTargets> {
  const complaints: string[] = [];
  const logger = createComplaintLogger(complaints);
  const clock = createSteadyClock({ factor: CLOCK_FACTOR });
  const emulator = await startEmulator({ port: 0, clock, logger });
  const servicePort = Number(new URL(emulator.url).port);
  const proxy = await startDamagingProxy(servicePort, new Random(seed));
  const { hub, counts } = createFuzzedHub();
  const common = { clock, logger };
  const fuzzed = await startServer(hub, {
    ...common,
    connectionString: `${emulator.connectionString}ServerEndpoint=http://127.0.0.1:${proxy.port}`,
  });
  const { connectionString } = emulator;
  const witness = await startServer(createFuzzedHub().hub, {
    ...common,
    connectionString,
    name: 'witness',
  });

  return {
    servicePort,
    fuzzedPort: fuzzed.port,
    witnessPort: witness.port,
    accessKey: /AccessKey=([^;]+)/.exec(connectionString)?.[1] ?? '',
    measure: async () => {
      globalThis.gc?.();
      const { heapUsed, rss: rssBytes } = process.memoryUsage();
      return {
        heapBytes: globalThis.gc === undefined ? 0 : heapUsed,
        rssBytes,
        sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
        clients: fuzzed.connectionCount(),
        calls: counts.calls,
        meddled: proxy.meddled(),
        complaints,
      };
    },
    cut: () => proxy.cut(),
    close: async () => {
      await fuzzed.close();
      await witness.close();
      await proxy.close();
      await emulator.close();
    },
  };
}

interface ServerOptions {
  readonly connectionString: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly name?: string;
}

interface LiveServer {
  readonly port: number;
  readonly connectionCount: () => number;
  readonly close: () => Promise<void>;
}

async function startServer(hub: Hub<FuzzedContract>, options: ServerOptions): Promise<LiveServer> {
  const { connectionString, clock, logger, name = 'fuzzed' } = options;
  const service = createAzureSignalR({
    endpoints: connectionString,
    serverConnections: 3,
    drainTimeoutMs: 2_000,
  });
  const signalR = createSignalRServer({ service, clock, logger });
  const handle = signalR.mapHub('/hub', hub, { name, allowStatefulReconnects: true });
  const http = createServer((_request, response) => response.writeHead(404).end());
  signalR.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  await service.connected();
  return {
    port: (http.address() as AddressInfo).port,
    connectionCount: () => handle.connectionCount,
    close: async () => {
      await signalR.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function createComplaintLogger(complaints: string[]): Logger {
  return {
    debug: () => undefined,
    warn: () => undefined,
    error: (fields, text) => {
      const { error } = fields as { readonly error?: unknown };
      if (!EXPECTED.test(text) && !(error instanceof AzureSignalRError)) {
        complaints.push(`${text} ${String(error)}`);
      }
    },
  };
}
