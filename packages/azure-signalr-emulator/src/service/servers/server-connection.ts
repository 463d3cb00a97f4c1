/** One connection of an app server to a hub, and the clients that it carries. */

import type { HandshakeRequestMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import type { TransportConnection } from '@parley/signalr-server/transports';
import type { ClientSession } from '../clients/client-session.ts';

/** The socket of a server connection, as the service uses it. */
export interface ServerWire {
  /** Queues; nothing happens once it is closed. */
  send(message: ServiceMessage): void;
  /** Whether so much waits for the server that its clients are to wait, too. */
  readonly isCongested: boolean;
  /** The service goes away; its clients are ended with it. Nothing happens once it is closed. */
  close(): void;
}

/** What is known of a server connection before it says anything. */
export interface ServerIdentity {
  /** Of the connection. */
  readonly connectionId: string;
  /** Of the process that it comes from: the same for all its connections. */
  readonly serverId: string;
}

/** `draining` carries the clients that it has, and gets no more. */
export type ServerRotation = 'in' | 'draining' | 'closed';

export class ServerConnection {
  readonly connectionId: string;
  readonly serverId: string;
  readonly terms: HandshakeRequestMessage;
  readonly wire: ServerWire;
  readonly clients = new Set<ClientSession>();
  /** Of clients that are read no further until the server has taken what was sent to it. */
  readonly waiting = new Set<TransportConnection>();
  rotation: ServerRotation = 'in';
  /** The server was told that the quota is used up. */
  isRefused = false;

  constructor(identity: ServerIdentity, terms: HandshakeRequestMessage, wire: ServerWire) {
    this.connectionId = identity.connectionId;
    this.serverId = identity.serverId;
    this.terms = terms;
    this.wire = wire;
  }
}
