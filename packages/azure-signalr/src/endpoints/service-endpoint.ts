/** One instance of Azure SignalR Service as a server knows it: its addresses, and who may use them. */

import type {
  AccessKeyRequestMessage,
  AccessKeyResponseMessage,
} from '@parley/azure-signalr-protocol';
import type { ConnectedUser } from '@parley/signalr-server';
import type { ClientTerms } from './client-terms.ts';

/** Clients are sent to a secondary only while no primary is online. */
export type EndpointRole = 'primary' | 'secondary';

/** Where one server connection goes. */
export interface ServerAddress {
  /** `ws:` or `wss:`. */
  readonly url: string;
  /** For the `Authorization` header; never to be logged. */
  readonly accessToken: string;
}

/** A server connection that is to be opened. */
export interface ServerAddressQuery {
  /** As the service knows it: lower case, with the application's prefix. */
  readonly hub: string;
  /** Of the server connection, a UUID with dashes. */
  readonly connectionId: string;
  /** The instance that asked for an on-demand connection. */
  readonly target?: string;
}

/** A client that is to be sent to the service. */
export interface ClientAddressQuery {
  readonly hub: string;
  /** Of the negotiate request, as the client wrote it: path and query. */
  readonly requestUrl: string;
  readonly user: ConnectedUser;
  /** When the user's authentication stops being valid: epoch ms. */
  readonly expiresAt: number | undefined;
  readonly terms: ClientTerms;
}

/** What a client connects to in the place of this server. */
export interface ClientAddress {
  readonly url: string;
  readonly accessToken: string;
}

/** Keys that the service gives over server connections, beside those that are fetched from it. */
export interface KeyExchange {
  /** How often to ask, over any one server connection. */
  readonly intervalMs: number;
  /** @throws {AzureSignalRError} `access-denied` when there is no token to ask with. */
  createRequest(): Promise<AccessKeyRequestMessage>;
  /** Never throws: an answer that holds no key leaves the one that there is. */
  accept(response: AccessKeyResponseMessage): void;
}

export interface ServiceEndpoint {
  /** For people: log lines and states. Its host, where nobody has named it. */
  readonly name: string;
  readonly role: EndpointRole;
  /** `undefined` where the connection string holds the key. */
  readonly keyExchange: KeyExchange | undefined;
  /** @throws {AzureSignalRError} `access-denied` when no token can be had. */
  serverAddress(query: ServerAddressQuery): Promise<ServerAddress>;
  /** @throws {AzureSignalRError} `access-denied`, and `token-too-long` for too many claims. */
  clientAddress(query: ClientAddressQuery): Promise<ClientAddress>;
}
