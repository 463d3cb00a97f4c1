/**
 * The way from one client to its server: that it has come, what it sends, whole message by whole message, that it is
 * back or has gone. A server that takes too little has the client wait; another may take its place, and so may another
 * connection of the same.
 *
 * Rules: docs/spec/azure-service.md, AS-13, AS-14, AS-30, AS-32 to AS-34, AS-51 and AS-59.
 */

import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import type { TransportConnection } from '@parley/signalr-server/transports';
import type { ServerConnection } from '../servers/server-connection.ts';
import type { ClientAdmission } from './client-admission.ts';
import type { ClientHandshake } from './client-handshake.ts';
import type { ClientHost } from './client-host.ts';
import {
  clientCame,
  clientGoesOn,
  clientPaused,
  clientResumed,
  clientSent,
  clientWent,
} from './client-news.ts';
import type { DeliveryCount } from './delivery-count.ts';
import { type HubStream, NOTHING_AWAITED, type PartBounds } from './hub-stream.ts';

export interface ClientUplinkOptions {
  readonly connection: TransportConnection;
  readonly admission: ClientAdmission;
  readonly handshake: ClientHandshake;
  /** The first, until `moveTo`. */
  readonly server: ServerConnection;
  readonly stream: HubStream;
  readonly count: DeliveryCount;
  readonly host: Pick<ClientHost, 'settings' | 'quotaUsedUp'>;
}

type UplinkState =
  | { readonly kind: 'open'; readonly server: ServerConnection }
  /** The client is not read, and its server hears the news of it where it goes on. */
  | {
      readonly kind: 'paused';
      readonly server: ServerConnection;
      readonly news: ServiceMessage[];
    }
  /** Nothing of the client goes to its server any more, but that it has gone. */
  | { readonly kind: 'ended'; readonly server: ServerConnection };

export class ClientUplink {
  readonly #options: ClientUplinkOptions;
  #state: UplinkState;

  constructor(options: ClientUplinkOptions) {
    this.#options = options;
    this.#state = { kind: 'open', server: options.server };
  }

  /** The one that has the client, or had it last. */
  get server(): ServerConnection {
    return this.#state.server;
  }

  get isPaused(): boolean {
    return this.#state.kind === 'paused';
  }

  /** Tells the server of the client, and what it has sent for it: its handshake, or the same again. */
  open(formerServerId?: string): void {
    const { connection, admission, handshake, count, host } = this.#options;
    const { connectionId, request } = connection;
    const { server } = this.#state;
    count.note('server', 'connection', 0);
    server.wire.send(
      clientCame({
        connectionId,
        admission,
        request,
        protocol: handshake.protocol,
        instanceId: host.settings.instanceId,
        ...(formerServerId === undefined ? {} : { formerServerId }),
      }),
    );
    count.note('server', 'handshake', handshake.bytes.length);
    server.wire.send(clientSent(connectionId, handshake.bytes));
  }

  forward(chunk: Uint8Array): void {
    if (this.#state.kind === 'ended') {
      return;
    }
    const { connection, stream, host } = this.#options;
    for (const message of stream.fromClient(chunk)) {
      this.#forwardCounted(message);
    }
    this.#forwardPart(host.settings);
    const { kind, server } = this.#state;
    if (kind === 'open' && server.wire.isCongested) {
      connection.pause();
      server.waiting.add(connection);
    }
  }

  /** What the client has half sent: it says no more. */
  forwardRest(): void {
    this.#forwardPart(NOTHING_AWAITED);
  }

  /** Goes on with another server, and tells both. To be called only while nothing is half sent. */
  moveTo(server: ServerConnection): void {
    const { connection } = this.#options;
    const { kind, server: old } = this.#state;
    const hasWaited = old.waiting.delete(connection) || kind === 'paused';
    this.#state = { kind: 'open', server };
    // What is sent may be too much for a server, whose end is that of its clients: it has this one no more.
    const headers = new Map([['asrs-migrate-to', [server.serverId]]]);
    old.wire.send(clientWent(connection.connectionId, { headers }));
    this.open(old.serverId);
    if (hasWaited) {
      connection.resume();
    }
  }

  /** Has the client wait, and asks its server to send nothing more for it. */
  pause(): void {
    const { connection } = this.#options;
    const { server } = this.#state;
    server.waiting.delete(connection);
    connection.pause();
    this.#state = { kind: 'paused', server, news: [] };
    server.wire.send(clientPaused(connection.connectionId));
  }

  /** Goes on over a connection of the same server: another or the same. To be called only while `isPaused`. */
  goOnOver(server: ServerConnection): void {
    const { connection } = this.#options;
    const news = this.#state.kind === 'paused' ? this.#state.news : [];
    this.#state = { kind: 'open', server };
    server.wire.send(clientGoesOn(connection.connectionId));
    for (const message of news) {
      server.wire.send(message);
    }
    connection.resume();
  }

  /** News of the client, which its server has to hear before what the client then sends. */
  tell(message: ServiceMessage): void {
    switch (this.#state.kind) {
      case 'open':
        this.#state.server.wire.send(message);
        break;
      case 'paused':
        this.#state.news.push(message);
        break;
      case 'ended':
        break;
    }
  }

  tellResumed(): void {
    this.tell(clientResumed(this.#options.connection.connectionId));
  }

  end(): void {
    const { server } = this.#state;
    this.#state = { kind: 'ended', server };
    server.waiting.delete(this.#options.connection);
  }

  /** To be called once it has ended. Nothing is told to the server `by` whom it did. */
  tellGone(errorMessage: string | undefined, by?: ServerConnection): void {
    const { connection, count } = this.#options;
    const { server } = this.#state;
    if (server !== by) {
      count.note('server', 'connection', 0);
      server.wire.send(clientWent(connection.connectionId, { errorMessage }));
    }
  }

  /** Older servers cannot read that it is a part, and put the pieces together all the same. */
  #forwardPart(bounds: PartBounds): void {
    const part = this.#options.stream.takePart(bounds);
    if (part !== undefined) {
      this.#forwardCounted(part, this.#state.server.terms.allowStatefulReconnects);
    }
  }

  /** To whoever has the client by now: a server can be dropped for one message, and another has the client then. */
  #forwardCounted(bytes: Uint8Array, isPartial = false): void {
    const { connection, count, host } = this.#options;
    const { kind, server } = this.#state;
    if (kind === 'ended') {
      return;
    }
    if (count.count('server', bytes)) {
      server.wire.send(clientSent(connection.connectionId, bytes, isPartial));
    } else {
      host.quotaUsedUp(server);
    }
  }
}
