/** The emulator's HTTP server: which request and which upgrade is whose. */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { WebFront } from '../page/web-front.ts';
import type { ClientEdge } from './client-edge.ts';
import { refuseRequest, refuseUpgrade } from './refusal-answer.ts';
import type { ServerEdge } from './server-edge.ts';
import { normalPathOf } from './service-request.ts';

export interface HttpEdgeParts {
  readonly http: Server;
  readonly clients: ClientEdge;
  readonly servers: ServerEdge;
  readonly front: WebFront;
}

export function serveHttp({ http, clients, servers, front }: HttpEdgeParts): void {
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (front.handle(request, response)) {
      return;
    }
    const path = normalPathOf(request);
    if (path === '/client') {
      clients.handleRequest(request, response, '');
    } else if (path === '/client/negotiate') {
      clients.handleRequest(request, response, '/negotiate');
    } else {
      refuseRequest(request, response, refusalOf(path));
    }
  });
  http.on('upgrade', (request, socket, head) => {
    const path = normalPathOf(request);
    if (path === '/client') {
      clients.handleUpgrade(request, socket, head);
    } else if (path === '/server') {
      servers.handleUpgrade(request, socket, head);
    } else {
      refuseUpgrade(socket, refusalOf(path));
    }
  });
}

function refusalOf(path: string): { readonly status: number; readonly reason: string } {
  return path === '/server'
    ? { status: 400, reason: 'App servers connect to /server by WebSocket.' }
    : { status: 404, reason: 'The service has /client for clients and /server for app servers.' };
}
