/**
 * Who receives what: the one seam between a hub and the connections of all its servers.
 *
 * The local router delivers in this process; others (Redis, Azure) carry the same calls further.
 */

import type { SerializedMessage } from '@parley/signalr-protocol';

/** A member of several named groups receives a message several times; of `users`, likewise. */
export type Audience =
  | { readonly to: 'all'; readonly except?: readonly string[] }
  | {
      readonly to: 'connections';
      readonly ids: readonly string[];
      readonly except?: readonly string[];
    }
  | {
      readonly to: 'groups';
      readonly names: readonly string[];
      readonly except?: readonly string[];
    }
  | { readonly to: 'users'; readonly ids: readonly string[]; readonly except?: readonly string[] };

/** A connection of this process, as a router sees it. */
export interface RoutedConnection {
  readonly connectionId: string;
  readonly userId: string | undefined;
  /** Queues; never waits and never throws for a connection that has ended. */
  deliver(message: SerializedMessage): void;
}

export interface Router {
  /** Before the hub hears of the connection. */
  add(connection: RoutedConnection): Promise<void>;
  /** After the hub has let go of it. Ends its memberships. */
  remove(connection: RoutedConnection): Promise<void>;
  /** Joining twice, and an unknown connection, do nothing. */
  join(connectionId: string, group: string): Promise<void>;
  leave(connectionId: string, group: string): Promise<void>;
  /** Resolves once the message is queued for everybody in the audience. */
  send(audience: Audience, message: SerializedMessage): Promise<void>;
}
