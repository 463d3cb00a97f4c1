/** A connection whose client may come back with another WebSocket. */

import type { TransportEndpointOptions } from '../../../src/transports/index.ts';
import { EndpointServer } from './endpoint-server.ts';
import { sendRequest } from './http-request.ts';
import type { RecordedConnection } from './recorded-connection.ts';
import { openWebSocket, type WebSocketClient } from './web-socket-client.ts';

/** An endpoint that allows it. */
export function startResumable(
  options: Partial<TransportEndpointOptions> = {},
): Promise<EndpointServer> {
  return EndpointServer.start({ allowStatefulReconnects: true, ...options });
}

/** The address of a connection that may come back. */
export async function negotiateResumable(server: EndpointServer, headers = {}): Promise<string> {
  const query = '?negotiateVersion=1&useStatefulReconnect=true';
  const answer = await sendRequest(server.negotiateUrl + query, { method: 'POST', headers });
  const { connectionToken } = JSON.parse(answer.body) as { readonly connectionToken: string };
  return server.url(`?id=${connectionToken}`);
}

/** What the layer above hears of the sockets, and a wait for it. */
export class SocketNotes {
  readonly notes: string[] = [];
  #onNote: () => void = () => undefined;

  constructor({ transport }: RecordedConnection) {
    transport.onReconnected({
      onInterrupted: () => this.#add('interrupted'),
      onReconnected: () => this.#add('reconnected'),
    });
  }

  async until(note: string): Promise<void> {
    while (this.notes.at(-1) !== note) {
      await new Promise<void>((resolve) => {
        this.#onNote = resolve;
      });
    }
  }

  #add(note: string): void {
    this.notes.push(note);
    this.#onNote();
  }
}

export interface Resumable {
  readonly url: string;
  readonly client: WebSocketClient;
  readonly connection: RecordedConnection;
  readonly sockets: SocketNotes;
}

/** Opened, and the layer above ready for another socket. */
export async function openResumable(server: EndpointServer, headers = {}): Promise<Resumable> {
  const url = await negotiateResumable(server, headers);
  const opening = server.nextConnection();
  const client = await openWebSocket(url, { headers });
  const connection = await opening;
  return { url, client, connection, sockets: new SocketNotes(connection) };
}

/** Opened, and its socket broken. */
export async function interruptResumable(server: EndpointServer): Promise<Resumable> {
  const opened = await openResumable(server);
  opened.client.webSocket.terminate();
  await opened.sockets.until('interrupted');
  return opened;
}
