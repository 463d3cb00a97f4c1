/** What an application writes to stand around every call of its hubs. */

import type { HubContract } from '@parley/signalr-protocol';
import type { HubCall } from './hub.ts';

/** Of hubs of any contract: what a filter sends is not checked against one. */
export interface AnyHubContract extends HubContract {
  readonly methods: Record<string, (...parameters: never[]) => unknown>;
  readonly events: Record<string, (...parameters: unknown[]) => unknown>;
}

/** One call on its way to its method. A filter that changes something hands a changed copy to `next`. */
export interface HubInvocation {
  readonly call: HubCall<AnyHubContract>;
  /** As the hub spells it, whatever the client wrote. */
  readonly methodName: string;
  /** Parsed; streams from the client are the last ones. */
  readonly arguments: readonly unknown[];
  /** What the method's own options say of it. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

type Next<P extends readonly unknown[], R> = (...parameters: P) => Promise<R>;

/**
 * Stands around calls, beginnings and ends of connections. Filters are nested in the order in which they are
 * registered, the first outermost, those of the server around those of the hub. Who does not call `next` keeps
 * everything further in from running.
 */
export interface HubFilter {
  /**
   * Runs after authorisation and binding. What it returns is the result; of a streaming method that is an async
   * iterable. What it throws is treated as thrown by the method.
   */
  invokeMethod?(
    invocation: HubInvocation,
    next: Next<[invocation: HubInvocation], unknown>,
  ): unknown;
  /** Runs for every hub, whether or not it has an `onConnected`. What it throws ends the connection. */
  onConnected?(
    call: HubCall<AnyHubContract>,
    next: Next<[call: HubCall<AnyHubContract>], void>,
  ): void | Promise<void>;
  onDisconnected?(
    call: HubCall<AnyHubContract>,
    error: Error | undefined,
    next: Next<[call: HubCall<AnyHubContract>, error: Error | undefined], void>,
  ): void | Promise<void>;
}
