/** What the service shows of itself to whoever looks: copies, in which nothing moves. */

/** Asked about once a second while somebody looks, and never otherwise. */
export interface ServiceView {
  /** Those with a server or a client; the names are in lower case. */
  hubs(): readonly HubView[];
}

export interface HubView {
  readonly hub: string;
  /** Every connection of every app server, in the order in which they came. */
  readonly serverConnections: readonly ServerConnectionView[];
  readonly clients: readonly ClientView[];
  readonly groups: readonly GroupView[];
}

export interface ServerConnectionView {
  readonly id: string;
  /** Of the app server, which has several connections. */
  readonly serverId: string;
  readonly kind: 'default' | 'on-demand' | 'weak';
  /** It has asked to be taken out of rotation. */
  readonly isLeaving: boolean;
  /** That it carries. */
  readonly clientCount: number;
}

export interface ClientView {
  readonly connectionId: string;
  readonly userId: string | undefined;
  /** `json`, `messagepack`; `undefined` before its handshake. */
  readonly protocol: string | undefined;
  /** `WebSockets`, `ServerSentEvents`, `LongPolling`. */
  readonly transport: string;
  /** That carries it. */
  readonly serverConnectionId: string | undefined;
  /** Epoch ms. */
  readonly connectedAt: number;
}

export interface GroupView {
  readonly name: string;
  readonly memberCount: number;
}
