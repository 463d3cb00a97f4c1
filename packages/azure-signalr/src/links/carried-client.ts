/** Between a server connection and the clients that the service has given to it. */

import type {
  CloseConnectionMessage,
  ConnectionDataMessage,
  OpenConnectionMessage,
  ServiceMessage,
} from '@parley/azure-signalr-protocol';
import type { HubLink } from './hub-link.ts';

/** The server connection that carries a client, as the client sees it. */
export interface ClientCarrier {
  /**
   * Queues behind everything that was sent over it before.
   *
   * @throws {AzureSignalRError} as `HubLink.send`.
   */
  send(message: ServiceMessage): void;
  /** Of everything ever sent over it. */
  readonly queuedBytes: number;
  /** Of what was queued: with the operating system. */
  readonly takenBytes: number;
  /** Gives the operating system what it will take now. */
  flush(): void;
  /** `client.taken` is called, until `unwatch`, each time that the operating system has taken something. */
  watch(client: CarriedClient): void;
  unwatch(client: CarriedClient): void;
  /** The client has been closed from here: nothing of it is heard any more. */
  release(client: CarriedClient): void;
}

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
  taken(): void;
  /** Called last, as is `lost`. */
  closed(message: CloseConnectionMessage): void;
  lost(error: Error): void;
}

/** A client on its way up. */
export interface OpenedClient {
  readonly message: OpenConnectionMessage;
  readonly carrier: ClientCarrier;
  readonly link: HubLink;
}

/** Takes the clients of all links of a hub. */
export interface ClientListener {
  /** Nothing has been heard of the client before it is started. */
  open(opened: OpenedClient): CarriedClient;
  /** Of the hub, over all links. */
  readonly clientCount: number;
}
