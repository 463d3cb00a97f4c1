/**
 * The browser's side of a hub contract: the official client's connection, typed.
 *
 * An entry point of its own (`@parley/signalr-protocol/typed-client`), so that a browser's bundle
 * does not take the codecs with it. Rules: docs/spec/signalr-protocol.md, SP-70 to SP-79.
 */

import type {
  EventName,
  EventParameters,
  EventResult,
  HubContract,
  InvocationName,
  MethodParameters,
  MethodResult,
  StreamName,
} from './hub-contract.ts';

/** The members used of the official client's `HubConnection`, and no more. */
export interface HubConnectionLike {
  on(event: string, handler: (...parameters: unknown[]) => unknown): void;
  off(event: string, handler: (...parameters: unknown[]) => void): void;
  invoke(method: string, ...parameters: unknown[]): Promise<unknown>;
  send(method: string, ...parameters: unknown[]): Promise<void>;
  stream(method: string, ...parameters: unknown[]): StreamSource<unknown>;
}

/** What can be subscribed to: a stream from the server, or one to it (the client's `Subject`). */
export interface StreamSource<T> {
  subscribe(subscriber: StreamSubscriber<T>): StreamSubscription;
}

/** Who reads a stream, as the official client calls it. */
export interface StreamSubscriber<T> {
  next(item: T): void;
  error(error: unknown): void;
  complete(): void;
}

/** How its reader ends a stream. */
export interface StreamSubscription {
  /** Cancels the stream. */
  dispose(): void;
}

/** Parameters as the client passes them: a stream to the server is a `StreamSource`. */
export type ClientParameters<P extends readonly unknown[]> = {
  [I in keyof P]: P[I] extends AsyncIterable<infer T> ? StreamSource<T> : P[I];
};

/** The items of a streaming method. */
export type StreamItem<C extends HubContract, N extends StreamName<C>> =
  MethodResult<C, N> extends AsyncIterable<infer T> ? T : never;

/** Answers the events that the contract wants an answer to, at once or later, and no others. */
export type EventHandler<C extends HubContract, N extends EventName<C>> = (
  ...parameters: EventParameters<C, N>
) => [EventResult<C, N>] extends [void] ? void : EventResult<C, N> | Promise<EventResult<C, N>>;

/** A connection of the official client with the names and types of one hub. */
export interface TypedClient<C extends HubContract> {
  /** Settles when the server has answered. */
  invoke<N extends InvocationName<C>>(
    method: N,
    ...parameters: ClientParameters<MethodParameters<C, N>>
  ): Promise<MethodResult<C, N>>;
  /** Settles when the call is sent; the server never answers it, not even with an error. */
  send<N extends InvocationName<C>>(
    method: N,
    ...parameters: ClientParameters<MethodParameters<C, N>>
  ): Promise<void>;
  /** Called on the server at once; items that arrive before `subscribe` are lost. */
  stream<N extends StreamName<C>>(
    method: N,
    ...parameters: ClientParameters<MethodParameters<C, N>>
  ): StreamSource<StreamItem<C, N>>;
  /**
   * Returns what ends this subscription, once and without regard to others of the same handler.
   *
   * The last handler of an event answers it; the official client makes an error of two answers.
   */
  on<N extends EventName<C>>(event: N, handler: EventHandler<C, N>): () => void;
}

/** The types are the contract's word: nothing is checked at run time. */
export function createTypedClient<C extends HubContract>(
  connection: HubConnectionLike,
): TypedClient<C> {
  return {
    invoke: <N extends InvocationName<C>>(method: N, ...parameters: unknown[]) =>
      connection.invoke(method, ...parameters) as Promise<MethodResult<C, N>>,
    send: (method, ...parameters) => connection.send(method, ...parameters),
    stream: <N extends StreamName<C>>(method: N, ...parameters: unknown[]) =>
      connection.stream(method, ...parameters) as StreamSource<StreamItem<C, N>>,
    on: <N extends EventName<C>>(event: N, handler: EventHandler<C, N>) => {
      // The connection keeps a handler once however often it is given; this one is each caller's own.
      const own = (...parameters: unknown[]): unknown =>
        handler(...(parameters as EventParameters<C, N>));
      connection.on(event, own);
      return () => {
        connection.off(event, own);
      };
    },
  };
}
