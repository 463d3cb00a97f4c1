/** What can be set for each hub, and what holds where nothing is set. Rules: SH-70, SH-71. */

import type { HubContract } from '@parley/signalr-protocol';
import type { HubFilter } from './hubs/definition/hub-filter.ts';
import { lagBytesOf } from './hubs/definition/slow-clients.ts';
import type { SlowClientPolicy } from './hubs/definition/slow-clients.ts';
import { DEFAULT_MAX_BUFFERED_BYTES } from './transports/index.ts';
import type { TransportEndpointOptions } from './transports/index.ts';

/** What a hub has, and its endpoint decides about. */
type EndpointOption =
  | 'authenticate'
  | 'authorize'
  | 'authenticationRefresh'
  | 'redirect'
  | 'minimumProtocolVersion'
  | 'selectSubProtocol'
  | 'isOriginAllowed'
  | 'transports'
  | 'maxUnusedConnections'
  | 'maxBufferedBytes'
  | 'allowStatefulReconnects'
  | 'pollTimeoutMs'
  | 'disconnectTimeoutMs';

/** What one hub may set; everything has a default. */
export interface HubOptions<C extends HubContract = HubContract> extends Pick<
  TransportEndpointOptions,
  EndpointOption
> {
  /** What other servers of a farm know the hub by. Default: its path. */
  readonly name?: string;
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
  /**
   * Calls of one client at once, streams and calls that wait for a client among them; one more is refused. Default:
   * 1,000. Above `maxParallelInvocations`.
   */
  readonly maxRunningCalls?: number;
  /**
   * Bytes kept of what a client that may come back was sent and has not acknowledged; more waits for it, and counts
   * against `maxBufferedBytes`. Default: 100,000.
   */
  readonly statefulReconnectBufferBytes?: number;
  /** Whether a client reads the text of any error. Default: false. */
  readonly hasDetailedErrors?: boolean;
  /**
   * Whether a connection is ended, with leave to reconnect, within a second after its user's authentication has
   * stopped being valid. Default: false.
   */
  readonly closeOnAuthenticationExpiration?: boolean;
  /** Around the hub's calls, inside the server's filters, the first outermost. Default: none. */
  readonly filters?: readonly HubFilter[];
  /** Default: they are disconnected. */
  readonly slowClients?: SlowClientPolicy<C>;
}

/** Every option of the hub itself decided. */
export type ResolvedHubOptions = Required<
  Omit<HubOptions, Exclude<EndpointOption, 'maxBufferedBytes'> | 'name'>
>;

const DEFAULTS: ResolvedHubOptions = {
  handshakeTimeoutMs: 15_000,
  keepAliveIntervalMs: 15_000,
  clientTimeoutMs: 30_000,
  maxReceiveMessageBytes: 32_768,
  streamBufferCapacity: 10,
  maxParallelInvocations: 1,
  maxRunningCalls: 1_000,
  maxBufferedBytes: DEFAULT_MAX_BUFFERED_BYTES,
  statefulReconnectBufferBytes: 100_000,
  hasDetailedErrors: false,
  closeOnAuthenticationExpiration: false,
  filters: [],
  slowClients: { policy: 'disconnect' },
};

/** @throws {RangeError} for a number that is not above zero, or two that do not go together. */
export function resolveHubOptions(options: HubOptions): ResolvedHubOptions {
  const resolved: ResolvedHubOptions & HubOptions = { ...DEFAULTS, ...options };
  const limits = { ...resolved, lagBytes: lagBytesOf(resolved.slowClients) };
  for (const [name, value] of Object.entries(limits)) {
    if (name !== 'minimumProtocolVersion' && typeof value === 'number' && !(value > 0)) {
      throw new RangeError(`${name} must be above zero, not ${value}`);
    }
  }
  if (resolved.maxParallelInvocations >= resolved.maxRunningCalls) {
    throw new RangeError('maxParallelInvocations must be below maxRunningCalls');
  }
  const { allowStatefulReconnects, statefulReconnectBufferBytes, maxBufferedBytes } = resolved;
  if (allowStatefulReconnects === true && statefulReconnectBufferBytes > maxBufferedBytes) {
    throw new RangeError('statefulReconnectBufferBytes must not be above maxBufferedBytes');
  }
  return resolved;
}
