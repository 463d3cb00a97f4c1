/**
 * Who receives what: the one seam between a hub and the connections of all its servers.
 *
 * The local router delivers in this process; others (Redis, Azure) carry the same calls further.
 */

import type { CompletionMessage, HubProtocol, SerializedMessage } from '@parley/signalr-protocol';
import type { Clock } from '../../transports/clock.ts';
import type { Logger } from '../../transports/logger.ts';
import type { ConnectionDescription, DisconnectNotice } from '../definition/hub.ts';

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
  /** What its handshake chose. */
  readonly protocol: HubProtocol;
  /** Aborts when the connection ends: its client answers nothing any more. */
  readonly aborted: AbortSignal;
  /**
   * Queues; never waits, and does nothing for a connection that has ended. Ends the connection for a
   * message that came encoded, and not in its protocol.
   *
   * @throws what the protocol throws for a value that it cannot encode.
   */
  deliver(message: SerializedMessage): void;
  /** Ends the connection with a close message; does nothing for one that has ended. */
  disconnect(notice: DisconnectNotice): void;
}

/** A call of one client that answers: SignalR's client results. */
export interface ClientCall {
  readonly target: string;
  readonly arguments: readonly unknown[];
  /** Gives up waiting. What the client answers afterwards is ignored. */
  readonly signal?: AbortSignal;
  /** Whose call asks, as in `Router.send`: the client is asked after what that call sent it before. */
  readonly callerId?: string;
}

/** Which connections are asked about. */
export type ConnectionQuery =
  | { readonly of: 'all' }
  | { readonly of: 'group'; readonly name: string }
  | { readonly of: 'user'; readonly id: string }
  | { readonly of: 'connection'; readonly id: string };

/** Knows every connection of a hub, on whatever server: one for each hub of a server. */
export interface Router {
  /** Before the hub hears of the connection. */
  add(connection: RoutedConnection): Promise<void>;
  /** After the hub has let go of it. Ends its memberships, and what was asked of its client fails. */
  remove(connection: RoutedConnection): Promise<void>;
  /** Joining twice, and an unknown connection, do nothing. */
  join(connectionId: string, group: string): Promise<void>;
  leave(connectionId: string, group: string): Promise<void>;
  /**
   * Resolves once the message is queued for everybody in the audience. With `callerId` a call of that connection
   * sends, whose messages and answer are to reach each client in the order in which they were sent; without it the
   * application does, outside of calls, whose messages keep an order of their own.
   */
  send(audience: Audience, message: SerializedMessage, callerId?: string): Promise<void>;

  /**
   * Calls one client and resolves with what it answers; with `undefined` for an answer without a result.
   *
   * @throws {HubError} the client's own error, or that the signal gave up.
   * @throws {ConnectionGoneError} there is no such connection, or it ended before it answered.
   * @throws {RangeError} a thousand calls wait for this client already.
   */
  invoke(connectionId: string, call: ClientCall): Promise<unknown>;
  /**
   * What a client of this process answered. Ids that nothing waits for are ignored.
   *
   * @throws {HubError} when another client was asked, which goes on being waited for.
   */
  receiveResult(connection: RoutedConnection, completion: CompletionMessage): void;

  /** Every connection of the hub that fits, on whatever server, in no particular order. */
  find(query: ConnectionQuery): Promise<readonly ConnectionDescription[]>;
  /** Sorted; empty for an unknown connection. */
  groupsOf(connectionId: string): Promise<readonly string[]>;
  /** Resolves with whether there is such a connection. */
  disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean>;

  /** Lets go of what the router holds outside the process. The connections have ended before. */
  close(): Promise<void>;
}

/** What a router is made with, one for each hub of a server. */
export interface RouterSetup {
  /** `name` of the hub's options, or else its path as it was mapped. */
  readonly hubName: string;
  /** What clients of this hub may speak: a message for other servers is encoded in each of them. */
  readonly protocols: readonly HubProtocol[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Called once for each hub that is mapped. */
export type RouterFactory = (setup: RouterSetup) => Router;
