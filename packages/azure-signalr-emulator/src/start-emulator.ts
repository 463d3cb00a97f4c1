/** Puts the emulator together and has it listen. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AccessKeyResponseMessage, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { type Logger, systemClock } from '@parley/signalr-server/transports';
import { createServiceAccess } from './access/service-access.ts';
import { WELL_KNOWN_ACCESS_KEY } from './access/well-known-access-key.ts';
import { createMeter } from './billing/meter.ts';
import type { EmulatorSettings, RunningEmulator } from './emulator.ts';
import { ClientEdge } from './endpoints/client-edge.ts';
import type { EdgeSetup } from './endpoints/edge-setup.ts';
import { type HttpEdgeParts, serveHttp } from './endpoints/http-edge.ts';
import { ServerEdge } from './endpoints/server-edge.ts';
import { ACCESS_KEY_ID } from './page/rest-answers.ts';
import { createWebFront } from './page/web-front.ts';
import { RefusalLog } from './service/refusal-log.ts';
import { resolveServiceSettings } from './service/service-settings.ts';
import type { ServiceSetup } from './service/service-setup.ts';
import { Service } from './service/service.ts';
import { serviceOrigin } from './service-address.ts';

/** Port, address and key of Microsoft's emulator, so that connection strings fit both. */
const DEFAULT_PORT = 8888;
const DEFAULT_HOST = '127.0.0.1';
/**
 * Longer than clients keep an idle connection: with Node's five seconds a process that stands still as long finds its
 * connection let go in the moment in which it uses it again.
 */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** @throws {RangeError} for a tier or a limit that cannot be. Rejects where the port is taken. */
export async function startEmulator(settings: EmulatorSettings = {}): Promise<RunningEmulator> {
  const { host = DEFAULT_HOST, accessKey = WELL_KNOWN_ACCESS_KEY } = settings;
  const http = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS });
  const connectionString = (key: string): string => {
    const { port } = http.address() as AddressInfo;
    return `Endpoint=${serviceOrigin(host)};Port=${port};AccessKey=${key};Version=1.0;`;
  };
  const setup = createEdgeSetup(settings, accessKey);
  const parts: HttpEdgeParts = {
    http,
    clients: new ClientEdge(setup),
    servers: new ServerEdge(setup),
    front: createWebFront({
      ...setup,
      view: setup.service,
      accessKey,
      connectionString,
      acceptsEntraTokens: settings.acceptsEntraTokens === true,
    }),
  };
  serveHttp(parts);
  try {
    await listen(http, settings.port ?? DEFAULT_PORT, host);
  } catch (error) {
    setup.service.close();
    throw error;
  }

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    setup.service.close();
    closing ??= closeAll(parts);
    return closing;
  };
  return {
    url: `${serviceOrigin(host)}:${(http.address() as AddressInfo).port}`,
    connectionString: connectionString(accessKey),
    pingServers: (hub, values) => setup.service.hub(hub.toLowerCase()).pingServers(values),
    retireServerConnection: (hub) => setup.service.hub(hub.toLowerCase()).retireServer(),
    billing: () => setup.meter.snapshot(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createEdgeSetup(settings: EmulatorSettings, accessKey: string): EdgeSetup {
  const { tier, billedKinds, clockSkewMs, acceptsEntraTokens } = settings;
  const { clock = systemClock, logger = SILENT, random = Math.random } = settings;
  const setup: ServiceSetup = {
    clock,
    logger,
    meter: createMeter({
      clock,
      ...(tier === undefined ? {} : { tier }),
      ...(billedKinds === undefined ? {} : { billedKinds }),
    }),
    settings: resolveServiceSettings(settings.service),
    random,
    answerAccessKeyRequest: () =>
      accessKeyResponse(acceptsEntraTokens === true ? accessKey : undefined),
  };
  return {
    ...setup,
    access: createServiceAccess({
      accessKey,
      clock,
      ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
      ...(acceptsEntraTokens === undefined ? {} : { acceptsEntraTokens }),
    }),
    service: new Service(setup),
    refusals: new RefusalLog(clock),
    createConnectionId: settings.createConnectionId,
  };
}

/** As the exchange over HTTP answers it. */
function accessKeyResponse(accessKey: string | undefined): AccessKeyResponseMessage {
  return accessKey === undefined
    ? {
        type: ServiceMessageType.accessKeyResponse,
        errorType: 'NotSupported',
        errorMessage: 'The emulator is not set up to take tokens of Microsoft Entra.',
      }
    : { type: ServiceMessageType.accessKeyResponse, kid: ACCESS_KEY_ID, accessKey };
}

const SILENT: Logger = {
  debug: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.removeListener('error', reject);
      resolve();
    });
  });
}

/** Servers go first: their clients are ended with them, as by a service that has died. */
async function closeAll({ http, clients, servers, front }: HttpEdgeParts): Promise<void> {
  const closed = new Promise((resolve) => {
    http.close(resolve);
  });
  front.close();
  servers.close();
  await clients.close();
  http.closeAllConnections();
  await closed;
}
