/** What an application writes: a hub, its methods, and what they may call. */

import type { EventName, EventParameters, HubContract, MethodName } from '@parley/signalr-protocol';
import type { ConnectedUser, TransportName } from '../transports/transport-connection.ts';

/** Everything sent to these connections. Resolves once it is queued for each of them. */
export interface ClientProxy<C extends HubContract> {
  send<N extends EventName<C>>(event: N, ...parameters: EventParameters<C, N>): Promise<void>;
}

/** Whom a hub, or the application outside it, can send to. */
export interface HubClients<C extends HubContract> {
  readonly all: ClientProxy<C>;
  allExcept(connectionIds: readonly string[]): ClientProxy<C>;
  client(connectionId: string): ClientProxy<C>;
  clients(connectionIds: readonly string[]): ClientProxy<C>;
  group(name: string): ClientProxy<C>;
  /** A member of several of them receives it several times. */
  groups(names: readonly string[]): ClientProxy<C>;
  groupExcept(name: string, connectionIds: readonly string[]): ClientProxy<C>;
  user(userId: string): ClientProxy<C>;
  users(userIds: readonly string[]): ClientProxy<C>;
}

export interface HubCallerClients<C extends HubContract> extends HubClients<C> {
  readonly caller: ClientProxy<C>;
  readonly others: ClientProxy<C>;
  othersInGroup(name: string): ClientProxy<C>;
}

/** Membership ends with the connection. Adding twice and removing a stranger do nothing. */
export interface HubGroups {
  add(connectionId: string, group: string): Promise<void>;
  remove(connectionId: string, group: string): Promise<void>;
}

export interface HubConnectionContext {
  readonly connectionId: string;
  readonly user: ConnectedUser;
  readonly transport: TransportName;
  /** Headers of the request that opened the connection. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
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
}

export interface Hub<C extends HubContract> {
  /** Looked up without regard to case, as in ASP.NET Core. */
  readonly methods: {
    readonly [N in MethodName<C>]:
      HubFunction<C, C['methods'][N]> | HubMethodOptions<C, C['methods'][N]>;
  };
  /** The handshake has been answered; no call of this client runs before it is done. */
  onConnected?(call: HubCall<C>): void | Promise<void>;
  onDisconnected?(call: HubCall<C>, error: Error | undefined): void | Promise<void>;
}

/** A hub from outside: what a timer or an HTTP route sends with. */
export interface HubHandle<C extends HubContract> {
  readonly clients: HubClients<C>;
  readonly groups: HubGroups;
  /** Connections whose `onConnected` has run and that have not ended. */
  readonly connectionCount: number;
}
