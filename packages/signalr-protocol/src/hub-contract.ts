/**
 * The typed hub contract: one definition of a hub's methods and events, from which the server's hub
 * and the browser's client both take their types. Types only; nothing of it exists at run time.
 */

/**
 * What a contract looks like. A method that returns an `AsyncIterable` is a stream to the client, a
 * parameter that is an `AsyncIterable` is a stream from it; other results may be promises or not.
 */
export interface HubContract {
  /** Client calls server: name → function type. */
  readonly methods: object;
  /**
   * Server calls client: name → function type. One that returns something is answered: the server can
   * ask a single client and gets what its handler returns.
   */
  readonly events: object;
}

// A function type of unknown shape, for inference only: parameters are contravariant, hence `never`.
type Callable = (...parameters: never[]) => unknown;

/** A method that a client of this hub can call. */
export type MethodName<C extends HubContract> = keyof C['methods'] & string;
/** An event that this hub can send. */
export type EventName<C extends HubContract> = keyof C['events'] & string;

/** What a client passes to a method. */
export type MethodParameters<
  C extends HubContract,
  N extends MethodName<C>,
> = C['methods'][N] extends Callable ? Parameters<C['methods'][N]> : never;
/** What a client gets of a method. */
export type MethodResult<
  C extends HubContract,
  N extends MethodName<C>,
> = C['methods'][N] extends Callable ? Awaited<ReturnType<C['methods'][N]>> : never;
/** What an event carries. */
export type EventParameters<
  C extends HubContract,
  N extends EventName<C>,
> = C['events'][N] extends Callable ? Parameters<C['events'][N]> : never;
/** What a client answers; `void` for an event that nobody answers. */
export type EventResult<
  C extends HubContract,
  N extends EventName<C>,
> = C['events'][N] extends Callable ? Awaited<ReturnType<C['events'][N]>> : never;

/** Names of the events that a client answers. */
export type AnsweredEventName<C extends HubContract> = {
  [N in EventName<C>]: [EventResult<C, N>] extends [void] ? never : N;
}[EventName<C>];

/** Names of the methods whose results are streams. */
export type StreamName<C extends HubContract> = {
  [N in MethodName<C>]: MethodResult<C, N> extends AsyncIterable<unknown> ? N : never;
}[MethodName<C>];
/** A method with one result, rather than a stream of them. */
export type InvocationName<C extends HubContract> = Exclude<MethodName<C>, StreamName<C>>;
