/** All server connections of one hub to one endpoint, as one thing to send over. */

import type { AckableMessage, AckMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import type { ServiceEndpoint } from '../endpoints/service-endpoint.ts';

/**
 * Which server connection carries a message. Messages of one lane keep their order; each lane stays on its connection
 * for as long as that lasts.
 */
export type Lane =
  /** What the application sends outside of calls. */
  | { readonly of: 'server' }
  /** What belongs to one client of this process, its own data included: the connection that the service gave it. */
  | { readonly of: 'client'; readonly connectionId: string }
  /** By a name's hash: for applications that want their groups spread over all connections. */
  | { readonly of: 'target'; readonly key: string };

/** As the service reports it. */
export interface EndpointLoad {
  readonly clientCount: number;
  readonly serverCount: number;
  /** Connections that the instance takes altogether. */
  readonly capacity: number;
}

export interface HubLink {
  readonly endpoint: ServiceEndpoint;
  /** Whether clients can be sent there. */
  readonly isOnline: boolean;
  /** Whether messages can be sent, if only while the server leaves. */
  readonly isConnected: boolean;
  /** `undefined` until the service has said it. */
  readonly load: EndpointLoad | undefined;
  /** Whether the service gave it this client, which has not ended. */
  carries(connectionId: string): boolean;
  /**
   * Queues; never waits. A lane whose connection has gone continues on another.
   *
   * @throws {AzureSignalRError} `service-unavailable` without a connection, `service-overloaded` at the bound of what
   *   may wait, `service-refused` after the service has said that it takes no more.
   */
  send(message: ServiceMessage, lane: Lane): void;
  /**
   * As `send`, and resolves with the service's answer, whatever its status.
   *
   * @throws {AzureSignalRError} also `ack-timeout`.
   */
  ask(create: (ackId: number) => AckableMessage, lane: Lane): Promise<AckMessage>;
}

/** What the service says that is neither about server connections nor about clients of this process. */
export type RoutedServiceMessage = Extract<ServiceMessage, { readonly invocationId: string }>;

/** Whoever sends over links and hears what comes back. */
export interface LinkListener {
  receive(message: RoutedServiceMessage, link: HubLink): void;
  /** An instance of the service has gone; what was asked of its clients will not be answered. */
  instanceGone(instanceId: string, link: HubLink): void;
  /** Its last server connection has gone: what was asked over it will not be answered. */
  lost(link: HubLink): void;
  /** The service has given a client of this process to another server; its transport is about to end. */
  migrated(connectionId: string, link: HubLink): void;
}
