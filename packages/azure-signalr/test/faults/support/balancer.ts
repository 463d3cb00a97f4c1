/** One address for several servers: a negotiate request goes to the next of them that answers. */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RunningServer {
  /** Of its hub. */
  readonly url: string;
}

export class Balancer implements AsyncDisposable {
  readonly #http: Server;
  readonly #servers: RunningServer[];
  #next = 0;

  private constructor(servers: readonly RunningServer[]) {
    this.#servers = [...servers];
    this.#http = createServer((request, response) => void this.#forward(request, response));
  }

  static async start(servers: readonly RunningServer[]): Promise<Balancer> {
    const balancer = new Balancer(servers);
    await new Promise<void>((resolve) => balancer.#http.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/hub`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/hub', '');
    for (let attempt = 0; attempt < this.#servers.length; attempt += 1) {
      const server = this.#servers[this.#next++ % this.#servers.length];
      const answer = await fetch(`${server?.url}${path}`, { method: 'POST' }).catch(
        () => undefined,
      );
      if (answer !== undefined) {
        const body = await answer.text();
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
        return;
      }
    }
    response.writeHead(503).end();
  }
}
