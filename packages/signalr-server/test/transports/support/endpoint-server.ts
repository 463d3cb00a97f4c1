/** An endpoint on a real port, for as long as a test lasts. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createTransportEndpoint,
  type EndpointPath,
  type TransportEndpoint,
  type TransportEndpointOptions,
} from '../../../src/transports/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { RecordingLogger } from '../../support/recording-logger.ts';
import { sendRequest } from './http-request.ts';
import { RecordedConnection } from './recorded-connection.ts';

const SUB_PATHS: readonly EndpointPath[] = ['/negotiate', '/refresh'];

interface Negotiated {
  readonly connectionId: string;
  readonly connectionToken: string;
}

/** A real HTTP server with one endpoint at `/hub`, under a clock that stands still. */
export class EndpointServer implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly connections: RecordedConnection[] = [];
  readonly endpoint: TransportEndpoint;
  readonly #server: Server;
  readonly #openings: ((connection: RecordedConnection) => void)[] = [];

  private constructor(options: Partial<TransportEndpointOptions>) {
    this.endpoint = createTransportEndpoint({
      clock: this.clock,
      logger: this.logger,
      onConnection: (transport) => {
        const connection = new RecordedConnection(transport);
        this.connections.push(connection);
        this.#openings.shift()?.(connection);
      },
      ...options,
    });
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://server').pathname;
      const subPath = SUB_PATHS.find((end) => path.endsWith(end)) ?? '';
      void this.endpoint.handleRequest(request, response, subPath);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      void this.endpoint.handleUpgrade(request, socket, head);
    });
  }

  static async start(options: Partial<TransportEndpointOptions> = {}): Promise<EndpointServer> {
    const server = new EndpointServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get host(): string {
    // A listening TCP server has an address of this kind.
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  /** The endpoint's address, with a query. */
  url(query = ''): string {
    return `http://${this.host}/hub${query}`;
  }

  get negotiateUrl(): string {
    return `http://${this.host}/hub/negotiate`;
  }

  /** The address of a connection that has just been negotiated. */
  async negotiate(headers: Record<string, string> = {}): Promise<string> {
    const answer = await sendRequest(`${this.negotiateUrl}?negotiateVersion=1`, {
      method: 'POST',
      headers,
    });
    const { connectionToken } = JSON.parse(answer.body) as Negotiated;
    return this.url(`?id=${connectionToken}`);
  }

  /** The next connection that is handed up. Ask before it is opened. */
  nextConnection(): Promise<RecordedConnection> {
    return new Promise((resolve) => this.#openings.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    for (const { transport } of this.connections) {
      transport.abort();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
