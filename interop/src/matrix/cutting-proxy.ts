/**
 * A TCP proxy in front of a server, whose connections can be cut, frozen and thawed: what a bad
 * network does. `POST /cut`, `/freeze` and `/thaw` at `controlUrl` do it for another process.
 */

import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface CuttingProxy extends AsyncDisposable {
  /** Stands for the server's. */
  readonly url: string;
  readonly controlUrl: string;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export async function startCuttingProxy(targetUrl: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(targetUrl);
  const pairs = new Set<Pair>();
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    const pair = { client, server };
    pairs.add(pair);
    join(pair, () => pairs.delete(pair));
  });
  const control = createHttpServer((request, response) => {
    command(request.url ?? '', pairs);
    response.end();
  });
  await Promise.all([listen(proxy), listen(control)]);
  return {
    url: urlOf(proxy),
    controlUrl: urlOf(control),
    async [Symbol.asyncDispose]() {
      command('/cut', pairs);
      control.closeAllConnections();
      await Promise.all([close(proxy), close(control)]);
    },
  };
}

function join({ client, server }: Pair, onEnd: () => void): void {
  client.setNoDelay(true);
  server.setNoDelay(true);
  client.pipe(server);
  server.pipe(client);
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ] as const) {
    // The end of either socket, by an error or not, is the end of both.
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      other.destroy();
      onEnd();
    });
  }
}

function command(name: string, pairs: ReadonlySet<Pair>): void {
  for (const { client, server } of pairs) {
    switch (name) {
      case '/cut':
        client.resetAndDestroy();
        server.resetAndDestroy();
        break;
      case '/freeze':
        client.unpipe(server);
        server.unpipe(client);
        break;
      case '/thaw':
        client.pipe(server);
        server.pipe(client);
        break;
    }
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
  });
}
