/** What can be set for each hub, and what holds where nothing is set. Rules: SH-70, SH-71. */

import type { IncomingMessage } from 'node:http';
import { isSameOrigin } from './transports/origin.ts';
import type { ConnectedUser, TransportName } from './transports/transport-connection.ts';

export type Authentication =
  | { readonly kind: 'accepted'; readonly user: ConnectedUser }
  /** Answered 401 or 403, on negotiate and on every later request. */
  | { readonly kind: 'refused'; readonly status: 401 | 403 };

export interface HubOptions {
  /** Asked on negotiate and on every transport request. Default: everybody, without a user id. */
  readonly authenticate?: (request: IncomingMessage) => Authentication | Promise<Authentication>;
  /** Whether a page of this origin may connect. Default: the same origin, and requests without one. */
  readonly isOriginAllowed?: (origin: string, request: IncomingMessage) => boolean;
  /** Default: all three. */
  readonly transports?: readonly TransportName[];
  /** Default: 15,000. */
  readonly handshakeTimeoutMs?: number;
  /** Default: 15,000. */
  readonly keepAliveIntervalMs?: number;
  /** Default: 30,000. Counted from the client's first ping. */
  readonly clientTimeoutMs?: number;
  /** Default: 32,768. `undefined` given explicitly is unlimited. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Items of one client stream held before its connection is read no further. Default: 10. */
  readonly streamBufferCapacity?: number;
  /** Default: 1. */
  readonly maxParallelInvocations?: number;
  /** Whether a client reads the text of any error. Default: false. */
  readonly hasDetailedErrors?: boolean;
  /** Bytes waiting for one client before it is disconnected as too slow. Default: 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** Default: 90,000. */
  readonly pollTimeoutMs?: number;
  /** A connection without a request for this long is over. Default: 15,000. */
  readonly disconnectTimeoutMs?: number;
}

/** Every option decided. */
export type ResolvedHubOptions = Readonly<Required<HubOptions>>;

const DEFAULTS: ResolvedHubOptions = {
  authenticate: () => ({ kind: 'accepted', user: { userId: undefined, claims: {} } }),
  isOriginAllowed: isSameOrigin,
  transports: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
  handshakeTimeoutMs: 15_000,
  keepAliveIntervalMs: 15_000,
  clientTimeoutMs: 30_000,
  maxReceiveMessageBytes: 32_768,
  streamBufferCapacity: 10,
  maxParallelInvocations: 1,
  hasDetailedErrors: false,
  maxBufferedBytes: 1_048_576,
  pollTimeoutMs: 90_000,
  disconnectTimeoutMs: 15_000,
};

const POSITIVE = [
  'handshakeTimeoutMs',
  'keepAliveIntervalMs',
  'clientTimeoutMs',
  'maxReceiveMessageBytes',
  'streamBufferCapacity',
  'maxParallelInvocations',
  'maxBufferedBytes',
  'pollTimeoutMs',
  'disconnectTimeoutMs',
] as const satisfies readonly (keyof HubOptions)[];

/** @throws {RangeError} for a number that is not above zero. */
export function resolveHubOptions(options: HubOptions): ResolvedHubOptions {
  const resolved = { ...DEFAULTS, ...options };
  for (const name of POSITIVE) {
    const value = resolved[name];
    if (value !== undefined && !(value > 0)) {
      throw new RangeError(`${name} must be above zero, not ${value}`);
    }
  }
  return resolved;
}
