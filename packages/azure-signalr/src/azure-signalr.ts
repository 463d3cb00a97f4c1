/** What an application says of the service, and what it is given. */

import type { IncomingMessage } from 'node:http';
import type { ClientServiceFactory, ConnectedUser } from '@parley/signalr-server';
import type { EntraCredential } from './endpoints/entra-credential.ts';
import type { EndpointRole } from './endpoints/service-endpoint.ts';
import type { EndpointLoad } from './links/hub-link.ts';

/** One of several instances of the service. */
export interface EndpointSettings {
  readonly connectionString: string;
  /**
   * Who this server is to Entra, of `@azure/identity`, for a connection string without a key or a type of
   * authentication.
   */
  readonly credential?: EntraCredential;
  /** For people, and for `chooseEndpoint`. Default: the host. */
  readonly name?: string;
  /** Default: `primary`. */
  readonly role?: EndpointRole;
}

/** What an instance is like when a client negotiates. */
export interface EndpointStatus {
  readonly name: string;
  readonly role: EndpointRole;
  /** Whether this server is connected to it. */
  readonly isOnline: boolean;
  /** As the service reports it, every some seconds; `undefined` until it has. */
  readonly load: EndpointLoad | undefined;
}

/** A client that is to be sent to an instance. */
export interface ClientNegotiation {
  /** As the service knows it. */
  readonly hub: string;
  readonly request: IncomingMessage;
  readonly user: ConnectedUser;
  /** All of them, in the order of the settings. */
  readonly endpoints: readonly EndpointStatus[];
}

/** Everything but the connection string has a default. */
export interface AzureSignalRSettings {
  /** One instance's connection string, or several instances. */
  readonly endpoints: string | readonly EndpointSettings[];
  /** Stands before the names of hubs, so that several applications share an instance. Default: nothing. */
  readonly applicationName?: string;
  /** Server connections for each hub and endpoint, which count against the quota. Default: 5. */
  readonly serverConnections?: number;
  /** Most of them, with those that the service asks for. Default: 10. */
  readonly maxServerConnections?: number;
  /**
   * What keeps its order among what the application sends outside of calls: everything, over one server connection
   * (the default), or what goes to the same group, user or connection, spread over all of them.
   */
  readonly ordering?: 'everything' | 'same-target';
  /** Claims of a user that the service is to know, and gives back to the hub. Default: all of them. */
  readonly claims?: (user: ConnectedUser) => Readonly<Record<string, unknown>>;
  /**
   * Which instance takes a client, by its name; `undefined` refuses the client. Default: by chance one that is online, a
   * primary one if there is any, and the freer ones more often.
   */
  readonly chooseEndpoint?: (negotiation: ClientNegotiation) => string | undefined;
  /** How long clients' and servers' tokens hold. Default: an hour. */
  readonly accessTokenLifetimeMs?: number;
  /** What signs them with the access key; HS512 makes them 43 characters longer. Default: `HS256`. */
  readonly accessTokenAlgorithm?: 'HS256' | 'HS512';
  /** Whether clients are to come to the server that they negotiated with. Default: `off`. */
  readonly stickiness?: 'off' | 'preferred' | 'required';
  /** What becomes of clients when the server closes. Default: `migrate`. */
  readonly shutdown?: 'migrate' | 'wait' | 'disconnect';
  /** How long that may take. Default: 30,000. It ends earlier when nobody leaves any more. */
  readonly drainTimeoutMs?: number;
  /** What may wait for the service to take it, for each server connection. Default: 64 MiB. */
  readonly maxPendingBytes?: number;
  readonly onStateChange?: (state: AzureSignalRState) => void;
  /**
   * A server connection broke: what was on its way over it may be lost, to clients of other connections, which stay.
   */
  readonly onConnectionLost?: () => void;
}

/** Online: every hub has a server connection to a primary endpoint, or else to a secondary. */
export type AzureSignalRState = 'connecting' | 'online' | 'offline' | 'closed';

/** For `createSignalRServer({ service })`. Its server connections end with the server's `close`. */
export interface AzureSignalR extends ClientServiceFactory {
  /** `connecting` before the first hub is mapped. */
  state(): AzureSignalRState;
  /**
   * Resolves once every mapped hub is online, however many attempts it takes.
   *
   * @throws {AzureSignalRError} `service-unavailable` when the signal aborts, `service-closed` without a hub.
   */
  connected(signal?: AbortSignal): Promise<void>;
}
