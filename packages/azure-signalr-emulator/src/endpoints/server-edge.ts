/** `/server/?hub=…`: where app servers connect. Rules: docs/spec/azure-service.md, AS-1 to AS-4 and AS-97. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { EdgeSetup } from './edge-setup.ts';
import { type HttpRefusal, refuseUpgrade } from './refusal-answer.ts';
import { ServerSocket } from './server-socket.ts';
import { readServiceRequest, type ServiceRequest } from './service-request.ts';

/** Any site that a developer opens could sign a token with the key that everybody knows. */
const FROM_A_PAGE: HttpRefusal = {
  status: 403,
  reason: 'App servers connect here, and a browser says that a page does: it has an Origin.',
};

export class ServerEdge {
  readonly #setup: EdgeSetup;
  readonly #webSockets: WebSocketServer;
  readonly #sockets = new Set<ServerSocket>();

  constructor(setup: EdgeSetup) {
    this.#setup = setup;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: setup.settings.maxServerMessageBytes,
    });
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const reading = readServiceRequest(request);
    if (reading.kind === 'refused') {
      this.#refuse(socket, '', reading.refusal);
      return;
    }
    const isPage = request.headers.origin !== undefined;
    const refusal = isPage ? FROM_A_PAGE : this.#refusalOf(reading.request);
    if (refusal !== undefined) {
      this.#refuse(socket, reading.request.hub, refusal);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const serverSocket: ServerSocket = new ServerSocket({
        webSocket,
        identity: {
          connectionId: reading.request.query.get('cid') ?? randomUUID(),
          serverId: serverIdOf(request),
        },
        hub: reading.request.hub,
        setup: this.#setup,
        onClosed: () => this.#sockets.delete(serverSocket),
      });
      this.#sockets.add(serverSocket);
    });
  }

  close(): void {
    for (const socket of this.#sockets) {
      socket.close();
    }
  }

  #refusalOf({ accessToken, hub }: ServiceRequest): HttpRefusal | undefined {
    const verdict = this.#setup.access.verifyServer(accessToken, hub);
    if (verdict.kind === 'refused') {
      return { status: 401, reason: verdict.reason };
    }
    const reason = this.#setup.meter.connectionRefusal(this.#setup.service.connectionCount);
    return reason === undefined ? undefined : { status: 429, reason };
  }

  #refuse(socket: Duplex, hub: string, refusal: HttpRefusal): void {
    this.#setup.refusals.note({ who: 'server', hub, ...refusal });
    this.#setup.logger.warn({ hub, ...refusal }, 'a server connection was refused');
    refuseUpgrade(socket, refusal);
  }
}

/** Servers of Microsoft's SDK say who they are; one that does not is a process of its own. */
function serverIdOf({ headers }: IncomingMessage): string {
  const named = headers['x-asrs-server-id'];
  return typeof named === 'string' && named !== '' ? named : randomUUID();
}
