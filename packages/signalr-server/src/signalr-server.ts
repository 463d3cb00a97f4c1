/** The server: hubs on paths, attached to any `http.Server`. */

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { HubContract } from '@parley/signalr-protocol';
import type { Hub, HubHandle } from './hubs/hub.ts';
import type { ConnectedUser, TransportName } from './transports/transport-connection.ts';

/** The three levels that this library uses. */
export interface Logger {
  debug(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export type Authentication =
  | { readonly kind: 'accepted'; readonly user: ConnectedUser }
  /** Answered 401 or 403, on negotiate and on every later request. */
  | { readonly kind: 'refused'; readonly status: 401 | 403 };

export interface HubOptions {
  /** Asked on negotiate and on every transport request. Default: everybody, without a user id. */
  readonly authenticate?: (request: IncomingMessage) => Authentication | Promise<Authentication>;
  /** Whether a page of this origin may connect. Default: the same origin, and requests without one. */
  readonly isOriginAllowed?: (origin: string, request: IncomingMessage) => boolean;
  /** Default: all three. */
  readonly transports?: readonly TransportName[];
  /** Default: 15,000. */
  readonly handshakeTimeoutMs?: number;
  /** Default: 15,000. */
  readonly keepAliveIntervalMs?: number;
  /** Default: 30,000. Counted from the client's first ping. */
  readonly clientTimeoutMs?: number;
  /** Default: 32,768. `undefined` given explicitly is unlimited. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Items of one client stream held before its connection is read no further. Default: 10. */
  readonly streamBufferCapacity?: number;
  /** Default: 1. */
  readonly maxParallelInvocations?: number;
  /** Whether a client reads the text of any error. Default: false. */
  readonly hasDetailedErrors?: boolean;
  /** Bytes waiting for one client before it is disconnected as too slow. Default: 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** Default: 90,000. */
  readonly pollTimeoutMs?: number;
  /** A connection without a request for this long is over. Default: 15,000. */
  readonly disconnectTimeoutMs?: number;
}

export interface SignalRServer {
  /** @throws {TypeError} when the path is taken, or two methods differ in case alone. */
  mapHub<C extends HubContract>(path: string, hub: Hub<C>, options?: HubOptions): HubHandle<C>;
  /** Takes the hubs' requests and upgrades; every other request goes to the listeners already there. */
  attach(server: HttpServer): void;
  /** Ends every connection gracefully (close message, reconnect allowed); at most 5 seconds. */
  close(): Promise<void>;
}
