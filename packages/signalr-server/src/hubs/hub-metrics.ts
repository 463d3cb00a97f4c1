/** What a hub has done and how it is: plain numbers, for whatever watches them. Rules: SH-173 to SH-175. */

import { MessageType } from '@parley/signalr-protocol';
import type { HubMessage } from '@parley/signalr-protocol';
import type { Traffic } from '../transports/traffic.ts';
import type { TransportName } from '../transports/transport-connection.ts';
import { TransportError } from '../transports/transport-error.ts';
import type { TransportErrorCode } from '../transports/transport-error.ts';
import { ClientTimeoutError } from './errors.ts';

/** Counted since the start, except for what says that it is now. Of this server alone. */
export interface HubMetrics {
  readonly connections: {
    /** Accepted, whether or not they shook hands. */
    readonly total: number;
    /** Now. */
    readonly open: number;
    /** Now. */
    readonly byTransport: Readonly<Record<TransportName, number>>;
  };
  /** Once for each client that a message went to; handshakes and pings count. */
  readonly messagesSent: number;
  readonly bytesSent: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
  /** Calls of methods by clients, streams among them. */
  readonly invocations: number;
  /** Connections for which more than `lagBytes` wait, now. */
  readonly lagging: number;
  /** Messages not sent to clients that lagged, to be made up for. */
  readonly coalesced: number;
  /** Connections that ended because their client took too little, or took nothing in time. */
  readonly endedAsSlow: number;
  /** Connections that ended because their client was silent. */
  readonly endedByTimeout: number;
  /** Sent and not yet with the operating system, of all connections, now. */
  readonly bufferedBytes: number;
}

const SLOWNESS: readonly string[] = [
  'slow-consumer',
  'send-timeout',
] satisfies TransportErrorCode[];

/** An end is heard of twice: that of the transport may be the reason of the hub's. */
export interface ConnectionEnd {
  readonly of: 'transport' | 'hub';
  readonly error: Error | undefined;
}

/** What the connections of a hub count. One for all of them. */
export interface HubCounters {
  connections: number;
  messagesReceived: number;
  invocations: number;
  coalesced: number;
  endedAsSlow: number;
  endedByTimeout: number;
}

/** All at zero. */
export function createHubCounters(): HubCounters {
  return {
    connections: 0,
    messagesReceived: 0,
    invocations: 0,
    coalesced: 0,
    endedAsSlow: 0,
    endedByTimeout: 0,
  };
}

/** Called for every message that is new, pings among them. */
export function countMessage(counters: HubCounters, { type }: HubMessage): void {
  const isCall = type === MessageType.invocation || type === MessageType.streamInvocation;
  counters.messagesReceived += 1;
  counters.invocations += isCall ? 1 : 0;
}

/** Called for the end of a transport, and for the end that a hub hears of. */
export function countEnd(counters: HubCounters, { of, error }: ConnectionEnd): void {
  const isSlow = error instanceof TransportError && SLOWNESS.includes(error.code);
  counters.endedAsSlow += of === 'transport' && isSlow ? 1 : 0;
  counters.endedByTimeout += of === 'hub' && error instanceof ClientTimeoutError ? 1 : 0;
}

/** The members used of a connection. */
export interface MeasuredConnection {
  readonly transport: TransportName;
  readonly bufferedBytes: number;
}

/** Where the figures of one hub come from. */
export interface MetricsSources {
  readonly counters: HubCounters;
  readonly traffic: Traffic;
  readonly open: Iterable<MeasuredConnection>;
  readonly lagBytes: number;
}

/** What is so now is looked up when it is asked for, so that no delivery pays for it. */
export function measureHub({ counters, traffic, open, lagBytes }: MetricsSources): HubMetrics {
  const byTransport = { WebSockets: 0, ServerSentEvents: 0, LongPolling: 0 };
  let lagging = 0;
  let bufferedBytes = 0;
  let openCount = 0;
  for (const connection of open) {
    openCount += 1;
    byTransport[connection.transport] += 1;
    bufferedBytes += connection.bufferedBytes;
    lagging += connection.bufferedBytes > lagBytes ? 1 : 0;
  }
  const { connections, ...counted } = counters;
  return {
    connections: { total: connections, open: openCount, byTransport },
    ...counted,
    ...traffic,
    lagging,
    bufferedBytes,
  };
}
