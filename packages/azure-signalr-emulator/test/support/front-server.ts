/** The emulator's plain requests on a port of their own, over a service that a test describes. */

import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { createMeter, type Meter, type MeterSettings } from '../../src/billing/meter.ts';
import { WELL_KNOWN_ACCESS_KEY } from '../../src/access/well-known-access-key.ts';
import { createWebFront, type WebFrontSetup } from '../../src/page/web-front.ts';
import { RefusalLog } from '../../src/service/refusal-log.ts';
import type { HubView } from '../../src/service/service-view.ts';

export interface FrontServer extends AsyncDisposable {
  readonly url: string;
  readonly clock: ManualClock;
  readonly meter: Meter;
  readonly refusals: RefusalLog;
  /** What is connected; a test changes it. */
  hubs: readonly HubView[];
  /** Every connection that was open has been closed. */
  disconnected(): Promise<unknown>;
}

export interface FrontServerOptions extends Partial<WebFrontSetup> {
  readonly billing?: Partial<MeterSettings>;
}

export async function startFrontServer(options: FrontServerOptions = {}): Promise<FrontServer> {
  const clock = new ManualClock();
  const accessKey = options.accessKey ?? WELL_KNOWN_ACCESS_KEY;
  const server = createServer();
  const closings = new Set<Promise<unknown>>();
  server.on('connection', (socket) => closings.add(once(socket, 'close')));
  const running = {
    url: '',
    clock,
    meter: createMeter({ clock, ...options.billing }),
    refusals: new RefusalLog(clock),
    hubs: [] as readonly HubView[],
    disconnected: () => Promise.all(closings),
    async [Symbol.asyncDispose](): Promise<void> {
      front.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const front = createWebFront({
    view: { hubs: () => running.hubs },
    meter: running.meter,
    refusals: running.refusals,
    clock,
    accessKey,
    connectionString: (key) => `Endpoint=http://localhost;Port=8888;AccessKey=${key};Version=1.0;`,
    ...options,
  });
  server.on('request', (incoming, response) => {
    if (!front.handle(incoming, response)) {
      response.writeHead(299).end('for somebody else');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return running;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Unlike `fetch` it can name another host. */
export async function ask(url: string, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = asked;
  const sent = request(url, { method, headers, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.setEncoding('utf8');
  const parts: string[] = await response.toArray();
  return { status: response.statusCode, headers: response.headers, text: parts.join('') };
}
