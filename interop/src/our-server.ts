/** Our server with the hub of the comparison, mapped where the ASP.NET Core server maps it. */

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignalRServer } from '@parley/signalr-server';
import type {
  Authentication,
  HubOptions,
  SignalRServer,
  SignalRServerOptions,
} from '@parley/signalr-server';
import { createInteropHub, createRefusingHub } from './hub/interop-hub.ts';
import { Memory } from './hub/memory.ts';

const TOKEN_SUFFIX = '-token';

/** A server that this program started, whoever's it is. */
export interface RunningServer extends AsyncDisposable {
  /** Ends with a slash; the hubs are below it. */
  readonly url: string;
}

/** With every hub of the comparison. */
export async function startOurServer(options: SignalRServerOptions = {}): Promise<RunningServer> {
  return start(createSignalRServer(options), mapHubs);
}

/** One server of a farm: the hub alone, under the name that the other servers know it by. */
export async function startFarmServer(options: SignalRServerOptions): Promise<RunningServer> {
  return start(createSignalRServer(options), (signalR) => {
    signalR.mapHub('/hub', createInteropHub(new Memory()), {
      name: 'Parley.Interop.HubServer.InteropHub',
      authenticate,
    });
  });
}

async function start(
  signalR: SignalRServer,
  map: (signalR: SignalRServer) => void,
): Promise<RunningServer> {
  map(signalR);
  const http = createServer((_request, response) => {
    response.writeHead(404, { 'content-length': 0 }).end();
  });
  signalR.attach(http);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      await signalR.close();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}

function mapHubs(signalR: SignalRServer): void {
  const hub = createInteropHub(new Memory());
  const common: HubOptions = {
    authenticate,
    isOriginAllowed: (origin) => origin === 'http://allowed.example',
  };
  signalR.mapHub('/hub', hub, common);
  signalR.mapHub('/secure', hub, { ...common, authenticate: authenticateUsers });
  signalR.mapHub('/stateful', hub, { ...common, allowStatefulReconnects: true });
  signalR.mapHub('/only-sockets', hub, { ...common, transports: ['WebSockets'] });
  signalR.mapHub('/only-polling', hub, { ...common, transports: ['LongPolling'] });
  signalR.mapHub('/version-one', hub, { ...common, minimumProtocolVersion: 1 });
  signalR.mapHub('/short-polls', hub, { ...common, pollTimeoutMs: 1_000 });
  signalR.mapHub('/detailed', hub, { ...common, hasDetailedErrors: true });
  signalR.mapHub('/parallel', hub, { ...common, maxParallelInvocations: 10 });
  signalR.mapHub('/brisk', hub, {
    ...common,
    keepAliveIntervalMs: 1_000,
    clientTimeoutMs: 2_000,
    handshakeTimeoutMs: 1_000,
  });
  signalR.mapHub('/refusing', createRefusingHub(), common);
}

/** The token of a user is its name and `-token`; without one, it is nobody. */
function authenticate(request: IncomingMessage): Authentication {
  const token = tokenOf(request);
  const userId = token.endsWith(TOKEN_SUFFIX) ? token.slice(0, -TOKEN_SUFFIX.length) : undefined;
  return { kind: 'accepted', user: { userId, claims: {} } };
}

function authenticateUsers(request: IncomingMessage): Authentication {
  const authentication = authenticate(request);
  return authentication.kind === 'accepted' && authentication.user.userId === undefined
    ? { kind: 'refused', status: 401 }
    : authentication;
}

function tokenOf(request: IncomingMessage): string {
  const { authorization = '' } = request.headers;
  if (authorization.startsWith('Bearer ')) {
    return authorization.slice('Bearer '.length);
  }
  const query = new URL(request.url ?? '/', 'http://server').searchParams;
  // As the other server's query: names in any case.
  return [...query].find(([name]) => name.toLowerCase() === 'access_token')?.[1] ?? '';
}
