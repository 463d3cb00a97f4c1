/**
 * What is done about a client that reads more slowly than it is sent to: an application's choice, as only it knows
 * which messages make up for one another.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-164 to SH-172.
 */

import type { EventName, EventParameters, HubContract } from '@parley/signalr-protocol';
import type { HubConnectionContext } from './hub.ts';

/** One message as the hub's contract knows it. */
export type HubEvent<C extends HubContract> = {
  [N in EventName<C>]: { readonly target: N; readonly arguments: EventParameters<C, N> };
}[EventName<C>];

/** What one client was not sent of one key. */
export interface MissedEvents<C extends HubContract> {
  readonly key: string;
  /** From where on the client misses something. */
  readonly firstMissed: HubEvent<C>;
  readonly missedCount: number;
}

/** Nothing is merged: a client with more than `maxBufferedBytes` waiting is disconnected. */
export interface DisconnectSlowClients {
  readonly policy: 'disconnect';
}

/**
 * While more than `lagBytes` wait for a client, a message with a key is not sent to it; when less than half of that
 * waits, one message catches it up. `maxBufferedBytes` still holds. A callback that throws ends the connection.
 */
export interface CoalesceForSlowClients<C extends HubContract> {
  readonly policy: 'coalesce';
  /** Below `maxBufferedBytes`. Default: 65,536. */
  readonly lagBytes?: number;
  /**
   * Messages of one key can be made up for by one message; `undefined` for a message that must be sent. Asked for
   * clients that lag and for nobody else.
   */
  keyOf(event: HubEvent<C>): string | undefined;
  /**
   * The message that makes up for the ones missed, or nothing. What is sent of the key until then counts as missed
   * again, so it never comes before this.
   */
  catchUp(
    missed: MissedEvents<C>,
    connection: HubConnectionContext,
  ): HubEvent<C> | undefined | Promise<HubEvent<C> | undefined>;
}

/** What is done for clients that lag. */
export type SlowClientPolicy<C extends HubContract> =
  DisconnectSlowClients | CoalesceForSlowClients<C>;

const DEFAULT_LAG_BYTES = 65_536;

/** So much waiting is a lag, whatever is done about it. */
export function lagBytesOf(policy: SlowClientPolicy<HubContract>): number {
  return policy.policy === 'coalesce' ? (policy.lagBytes ?? DEFAULT_LAG_BYTES) : DEFAULT_LAG_BYTES;
}
