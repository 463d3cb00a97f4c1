/** What an endpoint is told, and what it assumes where it is not told. */

import type { IncomingMessage } from 'node:http';
import type { Authentication } from './access/admission.ts';
import { createGuardedRule, isSameOrigin, type OriginRule } from './access/origin.ts';
import type { UserPolicy } from './access/user-policy.ts';
import { type Clock, systemClock } from './clock.ts';
import { createConnectionId } from './connections/connection-id.ts';
import { createGuardedLogger } from './guarded-logger.ts';
import type { Logger } from './logger.ts';
import type { AuthenticationRefreshOptions } from './requests/authentication-refresh.ts';
import {
  ALL_TRANSPORTS,
  type NegotiateRedirect,
  type NegotiateRefusal,
} from './requests/negotiation.ts';
import type { SubProtocolSelector } from './requests/sub-protocol.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import type { ConnectedUser, TransportConnection, TransportName } from './transport-connection.ts';

/** One MiB. */
export const DEFAULT_MAX_BUFFERED_BYTES = 1_048_576;

/** Says where a client that negotiates belongs. `expiresAt`, in epoch ms, is when its authentication stops being valid. */
export type NegotiateDirector = (
  request: IncomingMessage,
  user: ConnectedUser,
  expiresAt: number | undefined,
) => NegotiateDirection | Promise<NegotiateDirection>;

/** Elsewhere, nowhere, or, when `undefined`, here. */
export type NegotiateDirection = NegotiateRedirect | NegotiateRefusal | undefined;

/** What an endpoint may be told; only who takes its connections, and the log, must be. */
export interface TransportEndpointOptions {
  /**
   * A connection has opened. Handlers are to be set before this returns; bytes flow afterwards.
   * A connection that the client negotiates and never uses is never reported.
   */
  onConnection(connection: TransportConnection): void;
  readonly logger: Logger;
  /** Asked on negotiate and on every transport request. Default: everybody, without a user id. */
  readonly authenticate?: (request: IncomingMessage) => Authentication | Promise<Authentication>;
  /**
   * Who may use the endpoint: everybody of whom each policy says true, asked on negotiate and on every transport
   * request. Others are answered 401 while they are anonymous, and 403 otherwise. Default: everybody.
   */
  readonly authorize?: UserPolicy | readonly UserPolicy[];
  /** Present where clients may refresh their authentication, by `POST {path}/refresh`. Default: they may not. */
  readonly authenticationRefresh?: AuthenticationRefreshOptions | undefined;
  /**
   * Sends a client that negotiates to another server, whose address and token it gives, or away. `undefined` keeps the
   * client here. Default: everybody stays.
   */
  readonly redirect?: NegotiateDirector;
  /** The lowest version of negotiate that is answered; 1 keeps out the clients of 2018 and 2019. Default: 0. */
  readonly minimumProtocolVersion?: 0 | 1;
  /** Chooses among the sub-protocols that a WebSocket client offers. Default: none is chosen. */
  readonly selectSubProtocol?: SubProtocolSelector;
  /** Whether a page of this origin may connect. Nothing but `true` is a yes. Default: the same origin. */
  readonly isOriginAllowed?: OriginRule;
  /** Default: all three. */
  readonly transports?: readonly TransportName[];
  /** How long a poll waits for something to send. Default: 90,000. */
  readonly pollTimeoutMs?: number;
  /** A connection without a request for this long is over. Default: 15,000. */
  readonly disconnectTimeoutMs?: number;
  /** Connections negotiated and not yet used; one more takes the place of the oldest. Default: 10,000. */
  readonly maxUnusedConnections?: number;
  /**
   * Bytes waiting for one client before it is disconnected as too slow. Default: 1 MiB.
   *
   * They are counted once the operating system takes no more, and Linux takes up to some 3 MB for a client that reads
   * nothing: minutes of a chat. With `sysctl net.ipv4.tcp_notsent_lowat=16384` (a container's own setting, too) it
   * takes some 100 KB, and a slow client is noticed within a second, at no cost to the others.
   */
  readonly maxBufferedBytes?: number;
  /** Whether a client that asks for it may come back with another WebSocket. Default: false. */
  readonly allowStatefulReconnects?: boolean;
  /** How long a graceful end may take. Default: 5,000. */
  readonly closeTimeoutMs?: number;
  /** How long sent bytes may wait until the client takes them. Default: 10,000. */
  readonly sendTimeoutMs?: number;
  readonly clock?: Clock;
  /** The public id of each new connection. Default: 128 random bits. */
  readonly createConnectionId?: () => string;
  /** Counts what the connections carry. */
  readonly traffic?: Traffic;
}

/** Every option decided. */
export type ResolvedEndpointOptions = Required<TransportEndpointOptions>;

/** What a version may be, no limit may: zero. */
const VERSION_OPTION = 'minimumProtocolVersion';

/** @throws {RangeError} for a limit or a timeout that is not a positive number. */
export function resolveEndpointOptions(options: TransportEndpointOptions): ResolvedEndpointOptions {
  const logger = createGuardedLogger(options.logger);
  const resolved: ResolvedEndpointOptions = {
    onConnection: (connection) => options.onConnection(connection),
    logger,
    authenticate: options.authenticate ?? acceptEverybody,
    authorize: options.authorize ?? [],
    authenticationRefresh: options.authenticationRefresh,
    redirect: options.redirect ?? (() => undefined),
    minimumProtocolVersion: options.minimumProtocolVersion ?? 0,
    selectSubProtocol: options.selectSubProtocol ?? (() => undefined),
    isOriginAllowed: createGuardedRule(options.isOriginAllowed ?? isSameOrigin, logger),
    transports: options.transports ?? ALL_TRANSPORTS,
    pollTimeoutMs: options.pollTimeoutMs ?? 90_000,
    disconnectTimeoutMs: options.disconnectTimeoutMs ?? 15_000,
    maxUnusedConnections: options.maxUnusedConnections ?? 10_000,
    maxBufferedBytes: options.maxBufferedBytes ?? DEFAULT_MAX_BUFFERED_BYTES,
    allowStatefulReconnects: options.allowStatefulReconnects ?? false,
    closeTimeoutMs: options.closeTimeoutMs ?? 5_000,
    sendTimeoutMs: options.sendTimeoutMs ?? 10_000,
    clock: options.clock ?? systemClock,
    createConnectionId: options.createConnectionId ?? createConnectionId,
    traffic: options.traffic ?? createTraffic(),
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (name !== VERSION_OPTION && typeof value === 'number' && !(value > 0)) {
      throw new RangeError(`${name} must be a positive number, not ${value}`);
    }
  }
  return resolved;
}

const NOBODY_IN_PARTICULAR: Authentication = {
  kind: 'accepted',
  user: { userId: undefined, claims: {} },
};

function acceptEverybody(): Authentication {
  return NOBODY_IN_PARTICULAR;
}
