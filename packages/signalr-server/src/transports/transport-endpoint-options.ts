/** What an endpoint is told, and what it assumes where it is not told. */

import type { IncomingMessage } from 'node:http';
import { type Clock, systemClock } from './clock.ts';
import type { Logger } from './logger.ts';
import { ALL_TRANSPORTS } from './negotiation.ts';
import { isSameOrigin, type OriginRule } from './origin.ts';
import type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';

/** Who sends a request, as the application's authentication sees it. */
export type Authentication =
  | { readonly kind: 'accepted'; readonly user: ConnectedUser }
  /** Answered 401 or 403, on negotiate and on every later request. */
  | { readonly kind: 'refused'; readonly status: 401 | 403 };

export interface TransportEndpointOptions {
  /**
   * A connection has opened. Handlers are to be set before this returns; bytes flow afterwards.
   * A connection that the client negotiates and never uses is never reported.
   */
  onConnection(connection: TransportConnection): void;
  readonly logger: Logger;
  /** Asked on negotiate and on every transport request. Default: everybody, without a user id. */
  readonly authenticate?: (request: IncomingMessage) => Authentication | Promise<Authentication>;
  /** Whether a page of this origin may connect. Default: the same origin. */
  readonly isOriginAllowed?: OriginRule;
  /** Default: all three. */
  readonly transports?: readonly TransportName[];
  /** How long a poll waits for something to send. Default: 90,000. */
  readonly pollTimeoutMs?: number;
  /** A connection without a request for this long is over. Default: 15,000. */
  readonly disconnectTimeoutMs?: number;
  /** Connections negotiated and not yet used before negotiate is answered 503. Default: 10,000. */
  readonly maxUnusedConnections?: number;
  /** Bytes waiting for one client before it is disconnected as too slow. Default: 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** How long a graceful end may take. Default: 5,000. */
  readonly closeTimeoutMs?: number;
  /** How long sent bytes may wait until the client takes them. Default: 10,000. */
  readonly sendTimeoutMs?: number;
  readonly clock?: Clock;
}

export type ResolvedEndpointOptions = Required<TransportEndpointOptions>;

/** @throws {RangeError} for a limit or a timeout that is not a positive number. */
export function resolveEndpointOptions(options: TransportEndpointOptions): ResolvedEndpointOptions {
  const resolved: ResolvedEndpointOptions = {
    onConnection: (connection) => options.onConnection(connection),
    logger: options.logger,
    authenticate: options.authenticate ?? acceptEverybody,
    isOriginAllowed: options.isOriginAllowed ?? isSameOrigin,
    transports: options.transports ?? ALL_TRANSPORTS,
    pollTimeoutMs: options.pollTimeoutMs ?? 90_000,
    disconnectTimeoutMs: options.disconnectTimeoutMs ?? 15_000,
    maxUnusedConnections: options.maxUnusedConnections ?? 10_000,
    maxBufferedBytes: options.maxBufferedBytes ?? 1_048_576,
    closeTimeoutMs: options.closeTimeoutMs ?? 5_000,
    sendTimeoutMs: options.sendTimeoutMs ?? 10_000,
    clock: options.clock ?? systemClock,
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === 'number' && !(value > 0)) {
      throw new RangeError(`${name} must be a positive number, not ${value}`);
    }
  }
  return resolved;
}

function acceptEverybody(): Authentication {
  return { kind: 'accepted', user: { userId: undefined, claims: {} } };
}
