/**
 * The seam for a service that holds the clients' connections in the place of this server: Azure SignalR Service.
 *
 * Clients negotiate here and are sent there. The service's adapter hands each of them up as a connection of bytes, and
 * its router reaches those of other servers. Rules: docs/spec/signalr-hubs.md, SH-180 to SH-184.
 */

import type { HubOptions } from './hub-options.ts';
import type { Router, RouterSetup } from './hubs/routing/router.ts';
import type { NegotiateDirector, Traffic, TransportConnection } from './transports/index.ts';

/** What an adapter is made with, one for each hub of a server. */
export interface ClientServiceSetup extends RouterSetup {
  /** As the hub was mapped; the service is to keep to those that are its own to keep. */
  readonly options: Pick<HubOptions, ServiceOption>;
  /** To be counted into by the connections that are handed up. */
  readonly traffic: Traffic;
  /** Takes a client whose connection has opened there. Handlers are set before it returns. */
  accept(connection: TransportConnection): void;
}

/** Options of a hub that concern who carries its connections. */
export type ServiceOption =
  | 'allowStatefulReconnects'
  | 'closeOnAuthenticationExpiration'
  | 'handshakeTimeoutMs'
  | 'hasDetailedErrors'
  | 'maxBufferedBytes'
  | 'maxReceiveMessageBytes'
  | 'pollTimeoutMs'
  | 'transports';

/** One hub of this server in the service. */
export interface ClientService {
  /** Its `close` ends the adapter; the connections have ended before. */
  readonly router: Router;
  /** Where a client that negotiates here is to connect, or why it cannot. */
  readonly negotiate: NegotiateDirector;
  /**
   * Takes no more clients, and gives those that it has to other servers where it can. Resolves, within a bound of its
   * own, when nobody else will go; what is left is told to reconnect. Never rejects.
   */
  drain(): Promise<void>;
}

/** Called once for each hub that is mapped. */
export type ClientServiceFactory = (setup: ClientServiceSetup) => ClientService;
