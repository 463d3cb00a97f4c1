/**
 * What the service itself is to know about a hub's clients: claims whose names begin with `asrs.s.`.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-16.
 */

import type { Claim } from '@parley/azure-signalr-protocol';
import type { ClientServiceSetup, TransportName } from '@parley/signalr-server';

/** What holds for every client of a hub. */
export interface ClientTerms {
  readonly options: ClientServiceSetup['options'];
  /** Of the service, that the clients of this server may be given. */
  readonly endpointCount: number;
  /** Whether clients are to come to this server. */
  readonly stickiness: 'off' | 'preferred' | 'required';
  readonly serverName: string;
}

/** As in ASP.NET Core's `HttpTransportType`. */
const TRANSPORT_BITS = {
  WebSockets: 1,
  ServerSentEvents: 2,
  LongPolling: 4,
} as const satisfies Record<TransportName, number>;

const STICKY_MODES = { preferred: 'Preferred', required: 'Required' } as const;

const DEFAULT_HANDSHAKE_SECONDS = 15;

/** Only what differs from what the service does by itself. `expiresAt` is in epoch ms. */
export function claimsOfTerms(terms: ClientTerms, expiresAt: number | undefined): readonly Claim[] {
  const { options, endpointCount, stickiness, serverName } = terms;
  const { handshakeTimeoutMs, pollTimeoutMs, transports } = options;
  const handshakeSeconds = wholeSeconds(handshakeTimeoutMs, 30) ?? DEFAULT_HANDSHAKE_SECONDS;
  const endsOnExpiration = options.closeOnAuthenticationExpiration === true;
  const expiresOn = endsOnExpiration && expiresAt !== undefined ? expiresAt : undefined;
  const claims = {
    'asrs.s.sn': stickiness === 'off' ? undefined : serverName,
    'asrs.s.ssticky': stickiness === 'off' ? undefined : STICKY_MODES[stickiness],
    'asrs.s.cht': handshakeSeconds === DEFAULT_HANDSHAKE_SECONDS ? undefined : handshakeSeconds,
    'asrs.s.secn': endpointCount > 1 ? endpointCount : undefined,
    'asrs.s.derror': options.hasDetailedErrors === true ? 'True' : undefined,
    'asrs.s.ttl': wholeSeconds(pollTimeoutMs, 300),
    'asrs.s.htt': transports === undefined ? undefined : transportBits(transports),
    'asrs.s.coae': expiresOn === undefined ? undefined : true,
    'asrs.s.aeo': expiresOn === undefined ? undefined : Math.floor(expiresOn / 1000),
  };
  return Object.entries(claims).flatMap(([type, value]) =>
    value === undefined ? [] : [{ type, value: String(value) }],
  );
}

/** Within what the service accepts. */
function wholeSeconds(durationMs: number | undefined, longest: number): number | undefined {
  return durationMs === undefined
    ? undefined
    : Math.min(Math.max(Math.ceil(durationMs / 1000), 1), longest);
}

function transportBits(transports: readonly TransportName[]): number {
  return transports.reduce((bits, name) => bits | TRANSPORT_BITS[name], 0);
}
