/**
 * Puts the hubs in front of whatever else a server answers, before or after it was set up.
 *
 * The server's `emit` is the one place that comes before all its listeners, whenever they are added;
 * Express, Fastify and plain listeners all hang below it. Rules: SH-80 to SH-83.
 */

import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Takes the requests and upgrades that are for hubs. */
export interface Interceptor {
  /** False: the request is not ours. */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/** Asks the interceptor before any listener of the server, for as long as the server lives. */
export function intercept(server: HttpServer, interceptor: Interceptor): void {
  const emit = server.emit.bind(server) as (event: string, ...values: unknown[]) => boolean;

  server.emit = ((event: string, ...values: unknown[]): boolean => {
    if (event === 'request') {
      const [request, response] = values as [IncomingMessage, ServerResponse];
      return interceptor.handleRequest(request, response) || emit(event, ...values);
    }
    if (event === 'upgrade') {
      const [request, socket, head] = values as [IncomingMessage, Duplex, Buffer];
      return interceptor.handleUpgrade(request, socket, head) || emit(event, ...values);
    }
    return emit(event, ...values);
  }) as HttpServer['emit'];

  // Node only reports upgrades to a server that listens for them.
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    if (server.listenerCount('upgrade') === 1) {
      // The server has let go of the socket: a client that resets it must not find nobody listening.
      socket.on('error', () => socket.destroy());
      socket.once('finish', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  });
}
