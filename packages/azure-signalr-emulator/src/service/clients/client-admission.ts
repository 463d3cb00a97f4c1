/**
 * What a client's token says: who it is, and what its server asks of the service.
 *
 * Rules: docs/spec/azure-service.md, AS-13 to AS-18.
 */

import type { Claim } from '@parley/azure-signalr-protocol';
import { inboundClaims, userIdOf } from '../../access/inbound-claims.ts';

/** To which of the servers a client is to be given. */
export interface Stickiness {
  readonly kind: 'preferred' | 'required';
  /** Of the server that the client has negotiated with. */
  readonly serverId: string;
}

/** Bits of `asrs.s.htt`. */
export const HttpTransport = { webSockets: 1, serverSentEvents: 2, longPolling: 4 } as const;
const ALL_TRANSPORTS = 7;

export interface ClientAdmission {
  readonly hub: string;
  /** As .NET names them; a type repeats for each of its values. */
  readonly claims: readonly Claim[];
  readonly userId: string | undefined;
  readonly stickiness: Stickiness | undefined;
  /** Absent: the service's own. */
  readonly handshakeTimeoutMs: number | undefined;
  /** When the client is to be sent to negotiate again: epoch ms. */
  readonly closesAt: number | undefined;
  /** Absent: the service's own. */
  readonly pollTimeoutMs: number | undefined;
  /** Whether its messages are to be traced. */
  readonly isDiagnostic: boolean;
  /** A sum of `HttpTransport`. */
  readonly transports: number;
  /** What the client has asked with: its question mark first, or empty; without its secrets. */
  readonly queryString: string;
}

/** Secrets of the connection and of its client, which no server needs. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(['id', 'access_token']);

/** `claims` as the token has them, `url` as the request line has it. */
export function readClientAdmission(
  hub: string,
  claims: readonly Claim[],
  url: string,
): ClientAdmission {
  const named = (type: string): string | undefined =>
    claims.find((claim) => claim.type === type)?.value;

  return {
    hub,
    claims: inboundClaims(claims),
    userId: userIdOf(claims),
    stickiness: stickinessOf(named('asrs.s.ssticky'), named('asrs.s.sn')),
    handshakeTimeoutMs: millisecondsOf(named('asrs.s.cht'), 30),
    closesAt:
      named('asrs.s.coae') === 'true'
        ? millisecondsOf(named('asrs.s.aeo'), Number.MAX_SAFE_INTEGER)
        : undefined,
    pollTimeoutMs: millisecondsOf(named('asrs.s.ttl'), 300),
    isDiagnostic: named('asrs.s.dc')?.toLowerCase() === 'true',
    transports: transportsOf(named('asrs.s.htt')),
    queryString: publicQueryOf(url),
  };
}

function stickinessOf(
  mode: string | undefined,
  serverId: string | undefined,
): Stickiness | undefined {
  const kind = mode?.toLowerCase();
  return serverId !== undefined && (kind === 'preferred' || kind === 'required')
    ? { kind, serverId }
    : undefined;
}

/** Of seconds from 1 to a maximum; anything else says nothing. */
function millisecondsOf(seconds: string | undefined, maximum: number): number | undefined {
  const value = Number(seconds);
  return value >= 1 && value <= maximum ? value * 1000 : undefined;
}

function transportsOf(mask: string | undefined): number {
  const bits = Number(mask) & ALL_TRANSPORTS;
  return bits === 0 ? ALL_TRANSPORTS : bits;
}

function publicQueryOf(url: string): string {
  const start = url.indexOf('?');
  const parameters = start === -1 ? [] : url.slice(start + 1).split('&');
  const visible = parameters.filter((parameter) => !SECRET_PARAMETERS.has(nameOf(parameter)));
  return visible.length === 0 ? '' : `?${visible.join('&')}`;
}

/** In lower case, however it was written. */
function nameOf(parameter: string): string {
  const [entry] = new URLSearchParams(parameter);
  return entry?.[0].toLowerCase() ?? '';
}
