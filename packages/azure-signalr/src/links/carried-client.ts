/** Between a server connection and the clients that the service has given to it. */

import type {
  CloseConnectionMessage,
  ConnectionDataMessage,
  OpenConnectionMessage,
} from '@parley/azure-signalr-protocol';
import type { ClientLine } from './client-line.ts';
import type { HubLink } from './hub-link.ts';

/** What a server connection tells a client that it carries. */
export interface CarriedClient {
  readonly connectionId: string;
  /** Of the service; empty where it is not told. */
  readonly instanceId: string;
  /** Called first, when the connection knows the client. */
  start(): void;
  receive(message: ConnectionDataMessage): void;
  /** The client has resumed, and sends again what it has not sent whole. */
  resumed(): void;
  /** Called last, as is `lost`. */
  closed(message: CloseConnectionMessage): void;
  lost(error: Error): void;
}

/** A client on its way up. */
export interface OpenedClient {
  readonly message: OpenConnectionMessage;
  /** To be ended by the client, when its hub ends it. */
  readonly line: ClientLine;
  readonly link: HubLink;
}

/** Takes the clients of all links of a hub. */
export interface ClientListener {
  /** Nothing has been heard of the client before it is started. */
  open(opened: OpenedClient): CarriedClient;
  /** Of the hub, over all links. */
  readonly clientCount: number;
}
