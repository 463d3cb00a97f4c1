/** What an application writes: a hub, its methods, and what they may call. */

import type {
  AnsweredEventName,
  EventName,
  EventParameters,
  EventResult,
  HubContract,
  MethodName,
} from '@parley/signalr-protocol';
import type { ConnectedUser, TransportName } from '../../transports/transport-connection.ts';
import type { HubMetrics } from '../hub-metrics.ts';
import type { MethodPolicy } from './method-policy.ts';

/** Everything sent to these connections. Resolves once it is queued for each of them. */
export interface ClientProxy<C extends HubContract> {
  send<N extends EventName<C>>(event: N, ...parameters: EventParameters<C, N>): Promise<void>;
}

/** How one client is asked. */
export interface ClientCallOptions {
  /** Gives up waiting, with an error; the client is not told. Without it, only the end of the connection does. */
  readonly signal?: AbortSignal;
  /** Checks and converts what the client answers; what it throws is what `invoke` throws, as a `HubError` or not. */
  readonly parse?: (answer: unknown) => unknown;
}

/** One client: besides being sent to, it can be asked. */
export interface SingleClientProxy<C extends HubContract> extends ClientProxy<C> {
  /**
   * Calls the client and resolves with what its handler returns, which is the client's word: `with`
   * a `parse` it is checked. Not possible inside `onConnected`, when nothing of the client is read.
   *
   * While a method waits here it no longer counts as one of the client's running calls.
   *
   * @throws {HubError} the client's error, or that the signal gave up.
   * @throws {ConnectionGoneError} there is no such client, or it left before it answered.
   * @throws {BindingError} the answer is not what `parse` wants.
   */
  invoke<N extends AnsweredEventName<C>>(
    event: N,
    ...parameters: EventParameters<C, N>
  ): Promise<EventResult<C, N>>;
  /** The same client, asked in this way. */
  with(options: ClientCallOptions): SingleClientProxy<C>;
}

/** Whom a hub, or the application outside it, can send to. */
export interface HubClients<C extends HubContract> {
  readonly all: ClientProxy<C>;
  allExcept(connectionIds: readonly string[]): ClientProxy<C>;
  client(connectionId: string): SingleClientProxy<C>;
  clients(connectionIds: readonly string[]): ClientProxy<C>;
  group(name: string): ClientProxy<C>;
  /** A member of several of them receives it several times. */
  groups(names: readonly string[]): ClientProxy<C>;
  groupExcept(name: string, connectionIds: readonly string[]): ClientProxy<C>;
  user(userId: string): ClientProxy<C>;
  users(userIds: readonly string[]): ClientProxy<C>;
}

/** Whom a call can send to: everybody, and by where they stand to its caller. */
export interface HubCallerClients<C extends HubContract> extends HubClients<C> {
  readonly caller: SingleClientProxy<C>;
  readonly others: ClientProxy<C>;
  othersInGroup(name: string): ClientProxy<C>;
}

/** Membership ends with the connection. Adding twice and removing a stranger do nothing. */
export interface HubGroups {
  add(connectionId: string, group: string): Promise<void>;
  remove(connectionId: string, group: string): Promise<void>;
}

/** Members of a group, or what one user has open. */
export type ConnectionFilter = { readonly group: string } | { readonly userId: string };

/** A connection as seen from outside the hub, on whatever server it is. */
export interface ConnectionDescription {
  readonly connectionId: string;
  readonly userId: string | undefined;
}

/** What a client is told when somebody else ends its connection. */
export interface DisconnectNotice {
  /** What the client reads as the error of its `onclose`. Absent: it closes without an error. */
  readonly reason?: string;
  /** Whether an automatic reconnect may follow. Default: false. */
  readonly allowReconnect?: boolean;
}

/**
 * The connections of a hub on all servers of its farm, from before `onConnected` until after
 * `onDisconnected`.
 */
export interface HubConnections {
  count(filter?: ConnectionFilter): Promise<number>;
  /** In no particular order. */
  list(filter?: ConnectionFilter): Promise<readonly ConnectionDescription[]>;
  find(connectionId: string): Promise<ConnectionDescription | undefined>;
  /** In alphabetical order; none for an unknown connection. */
  groupsOf(connectionId: string): Promise<readonly string[]>;
  /** Ends a connection. Resolves with whether there was one. */
  disconnect(connectionId: string, notice?: DisconnectNotice): Promise<boolean>;
}

/** The connection that calls, as the hub sees it: the same object in all its calls. */
export interface HubConnectionContext {
  readonly connectionId: string;
  /** As its latest request or refresh has shown it: newer claims replace the older, the id never changes. */
  readonly user: ConnectedUser;
  readonly transport: TransportName;
  /** Headers of the request that opened the connection, cookies among them, by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Query of that request, by lower-case name, without its secrets: the access token and the connection's own. */
  readonly query: ReadonlyMap<string, string>;
  /** Of the other end of the socket of that request, which may be a proxy. */
  readonly remoteAddress: string | undefined;
  /** The application's own, for as long as the connection lasts. */
  readonly items: Map<string, unknown>;
  /** Aborted when the connection has ended. */
  readonly aborted: AbortSignal;
  /** Ends the connection; the client is told not to reconnect. */
  abort(): void;
}

/** What a hub method receives before its arguments. */
export interface HubCall<C extends HubContract> {
  readonly connection: HubConnectionContext;
  readonly clients: HubCallerClients<C>;
  readonly groups: HubGroups;
  readonly connections: HubConnections;
  /** Aborted when the client cancels this call or its connection ends. */
  readonly signal: AbortSignal;
}

type HubFunction<C extends HubContract, F> = F extends (...parameters: infer P) => infer R
  ? (call: HubCall<C>, ...parameters: P) => R | Promise<Awaited<R>>
  : never;

/** A method with more to say than its function does. */
export interface HubMethodOptions<C extends HubContract, F> {
  readonly run: HubFunction<C, F>;
  /** Set for a function that returns an async iterable without being an `async function*`. */
  readonly isStreaming?: boolean;
  /** How many of the parameters, from the last backwards, are streams from the client. */
  readonly clientStreams?: number;
  /** How many arguments a client must send; the function's own count where absent. */
  readonly argumentCount?: number | 'any';
  /** Checks and converts the arguments; what it throws is a binding failure. */
  readonly parse?: (values: readonly unknown[]) => readonly unknown[];
  /** As `parse`, for each item of the streams from the client, in the streams' order; what one throws ends that stream. */
  readonly parseItems?: readonly ((item: unknown) => unknown)[];
  /** Who may call it: everybody of whom each of them says true. Asked before anything else of the call. */
  readonly authorize?: MethodPolicy | readonly MethodPolicy[];
  /** Whatever the application's filters want to know of the method. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What an application maps to a path: methods, and hooks of a connection's life. */
export interface Hub<C extends HubContract> {
  /** Looked up without regard to case, as in ASP.NET Core. */
  readonly methods: {
    readonly [N in MethodName<C>]:
      HubFunction<C, C['methods'][N]> | HubMethodOptions<C, C['methods'][N]>;
  };
  /** The handshake has been answered; no call of this client runs before it is done. */
  onConnected?(call: HubCall<C>): void | Promise<void>;
  /** The client has come back with another socket and lost nothing. Nothing waits for it; what it throws is logged. */
  onReconnected?(call: HubCall<C>): void | Promise<void>;
  /**
   * Without an error both sides have ended it well. A `TransportError` says by its code how the connection broke, a
   * `ClientTimeoutError` that the client fell silent, a `HubError` what the client gave as its reason.
   */
  onDisconnected?(call: HubCall<C>, error: Error | undefined): void | Promise<void>;
  /**
   * The client has refreshed its authentication: the user of the call's connection is the newer one. Runs beside the
   * client's calls. Groups and targets by user id are as before. An error is logged, and changes nothing.
   */
  onAuthenticationRefreshed?(call: HubCall<C>): void | Promise<void>;
}

/** The contract of a hub, from its definition: `createTypedClient<ContractOf<typeof hub>>(connection)`. */
export type ContractOf<H> = H extends Hub<infer C> ? C : never;

/** A hub from outside: what a timer or an HTTP route sends with. */
export interface HubHandle<C extends HubContract> {
  readonly clients: HubClients<C>;
  readonly groups: HubGroups;
  readonly connections: HubConnections;
  /** Connections of this server whose `onConnected` has run and that have not ended. */
  readonly connectionCount: number;
  /** Goes through all connections for what is so now: for once a second, not for each message. */
  metrics(): HubMetrics;
}
