/** The server: hubs on paths, attached to any `http.Server`. */

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { HubContract } from '@parley/signalr-protocol';
import type { ClientServiceFactory } from './client-service.ts';
import { intercept } from './attachment.ts';
import type { Interceptor } from './attachment.ts';
import type { HubOptions } from './hub-options.ts';
import type { HubFilter } from './hubs/definition/hub-filter.ts';
import type { Hub, HubHandle } from './hubs/definition/hub.ts';
import { LocalRouter } from './hubs/routing/local-router.ts';
import type { RouterFactory } from './hubs/routing/router.ts';
import { createMappedHub } from './mapped-hub.ts';
import type { MappedHub } from './mapped-hub.ts';
import { createGuardedLogger } from './transports/guarded-logger.ts';
import { systemClock } from './transports/index.ts';
import type { Clock, EndpointPath, Logger, Timer } from './transports/index.ts';

/** How long clients and hubs may take over a graceful end. */
const CLOSE_TIMEOUT_MS = 5_000;
const SUB_PATHS = ['/negotiate', '/refresh'] as const;

/** Hubs on paths, beside whatever else an `http.Server` answers. */
export interface SignalRServer {
  /** @throws {TypeError} when the path is taken, or two methods differ in case alone. */
  mapHub<C extends HubContract>(path: string, hub: Hub<C>, options?: HubOptions<C>): HubHandle<C>;
  /** Takes the hubs' requests and upgrades; every other request goes to the server's listeners. */
  attach(server: HttpServer): void;
  /**
   * Ends every connection gracefully (close message, reconnect allowed); at most 5 seconds, after what a service takes
   * to give its clients to other servers.
   */
  close(): Promise<void>;
}

/** What all hubs of a server share. */
export interface SignalRServerOptions {
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Default: that of this process. */
  readonly clock?: Clock;
  /** What carries messages to the connections of other servers. Default: there are none. */
  readonly createRouter?: RouterFactory;
  /** What holds the clients' connections in the place of this server, in which case no router is needed. Default: nothing. */
  readonly service?: ClientServiceFactory | undefined;
  /** Around the calls of every hub, the first outermost. Default: none. */
  readonly filters?: readonly HubFilter[];
  /** What holds for every hub that does not say otherwise itself. */
  readonly hubDefaults?: Omit<HubOptions, 'name'>;
}

/**
 * Listens to nothing by itself: map hubs, then attach it.
 *
 * @throws {TypeError} for a service and a router at once.
 */
export function createSignalRServer(options: SignalRServerOptions = {}): SignalRServer {
  if (options.service !== undefined && options.createRouter !== undefined) {
    throw new TypeError('A service brings its own router: give createRouter or service, not both.');
  }
  return new HttpSignalRServer({
    logger: createGuardedLogger(options.logger ?? silentLogger),
    clock: options.clock ?? systemClock,
    createRouter: options.createRouter ?? (() => new LocalRouter()),
    service: options.service,
    filters: options.filters ?? [],
    hubDefaults: options.hubDefaults ?? {},
  });
}

const silentLogger: Logger = {
  debug: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

class HttpSignalRServer implements SignalRServer {
  readonly #options: Required<SignalRServerOptions>;
  readonly #hubs = new Map<string, MappedHub>();
  #closing: Promise<void> | undefined;

  constructor(options: Required<SignalRServerOptions>) {
    this.#options = options;
  }

  mapHub<C extends HubContract>(
    path: string,
    hub: Hub<C>,
    options: HubOptions<C> = {},
  ): HubHandle<C> {
    const key = normalPath(path);
    if (this.#hubs.has(key)) {
      throw new TypeError(`There is a hub at '${path}' already.`);
    }
    const mapped = createMappedHub(hub as unknown as Hub<HubContract>, {
      ...this.#options,
      createService: this.#options.service,
      hubOptions: {
        name: path,
        ...this.#options.hubDefaults,
        ...(options as unknown as HubOptions),
      },
    });
    this.#hubs.set(key, mapped);
    return mapped.host.handle as unknown as HubHandle<C>;
  }

  attach(server: HttpServer): void {
    intercept(server, this.#interceptor());
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  #interceptor(): Interceptor {
    return {
      handleRequest: (request, response) => {
        const found = this.#find(request);
        if (found === undefined) {
          return false;
        }
        void found.hub.endpoint.handleRequest(request, response, found.subPath);
        return true;
      },
      handleUpgrade: (request, socket, head) => {
        const found = this.#find(request);
        if (found?.subPath !== '') {
          return false;
        }
        void found.hub.endpoint.handleUpgrade(request, socket, head);
        return true;
      },
    };
  }

  #find(
    request: IncomingMessage,
  ): { readonly hub: MappedHub; readonly subPath: EndpointPath } | undefined {
    const path = normalPath((request.url ?? '').split('?', 1)[0] ?? '');
    const hub = this.#hubs.get(path);
    if (hub !== undefined) {
      return { hub, subPath: '' };
    }
    const subPath = SUB_PATHS.find((end) => path.endsWith(end));
    if (subPath === undefined) {
      return undefined;
    }
    const parent = this.#hubs.get(path.slice(0, -subPath.length) || '/');
    const isOurs = parent !== undefined && (subPath !== '/refresh' || parent.canRefresh);
    return isOurs ? { hub: parent, subPath } : undefined;
  }

  async #closeAll(): Promise<void> {
    const hubs = [...this.#hubs.values()];
    const services = hubs.flatMap(({ service }) => service ?? []);
    if (services.length > 0) {
      await Promise.all(services.map((service) => service.drain()));
    }
    await this.#shutDownInTime(hubs);
    for (const { host } of hubs) {
      host.stop();
    }
    await Promise.all(hubs.map(({ endpoint }) => endpoint.close()));
    await Promise.all(hubs.map(({ router }) => router.close()));
  }

  async #shutDownInTime(hubs: readonly MappedHub[]): Promise<void> {
    let timer: Timer | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = this.#options.clock.startTimer(CLOSE_TIMEOUT_MS, resolve, { isAwaited: true });
    });
    await Promise.race([Promise.all(hubs.map(({ host }) => host.shutDown())), timeout]);
    timer?.cancel();
  }
}

/** As ASP.NET Core's routes: case and a slash at the end make no difference. */
function normalPath(path: string): string {
  const lower = path.toLowerCase();
  return lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower;
}
