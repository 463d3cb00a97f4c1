/**
 * The negotiate exchange, versions 0 and 1, as values: what was asked, and the body that answers it.
 *
 * Spec: TransportProtocols.md, "POST [endpoint-base]/negotiate". Rules: docs/spec/signalr-transports.md, ST-1 to ST-7,
 * ST-103 to ST-105, ST-120 and ST-121.
 */

import type { RequestQuery } from '../http/request-query.ts';
import type { TransportName } from '../transport-connection.ts';

const NEWEST_VERSION = 1;
const INTEGER = /^\s*[+-]?\d+\s*$/;
const LARGEST_INTEGER = 2_147_483_647;

const TRANSFER_FORMATS = {
  WebSockets: ['Text', 'Binary'],
  ServerSentEvents: ['Text'],
  LongPolling: ['Text', 'Binary'],
} as const satisfies Record<TransportName, readonly string[]>;

/** In the order in which a client tries them. */
export const ALL_TRANSPORTS: readonly TransportName[] = [
  'WebSockets',
  'ServerSentEvents',
  'LongPolling',
];

/** The version that both sides speak, or the sentence that says why there is none. */
export type NegotiateVersion =
  | { readonly kind: 'agreed'; readonly version: 0 | 1 }
  | { readonly kind: 'refused'; readonly error: string };

/** Who names no version asks for version 0. */
export function negotiateVersion(query: RequestQuery, minimumVersion: 0 | 1): NegotiateVersion {
  const asked = query.get('negotiateversion') ?? '0';
  const version = Number(asked);
  if (!INTEGER.test(asked) || Math.abs(version) > LARGEST_INTEGER) {
    return { kind: 'refused', error: 'The client requested a non-integer protocol version.' };
  }
  if (version < minimumVersion) {
    const error = `The client requested version '${version}', but the server does not support this version.`;
    return { kind: 'refused', error };
  }
  return { kind: 'agreed', version: version >= NEWEST_VERSION ? 1 : 0 };
}

/** As .NET reads a boolean: in any case, with white space around it. */
export function wantsStatefulReconnect(query: RequestQuery): boolean {
  return query.get('usestatefulreconnect')?.trim().toLowerCase() === 'true';
}

/** The body of an answer to negotiate. */
export interface NegotiateAnswer {
  readonly version: 0 | 1;
  readonly connectionId: string;
  readonly connectionToken: string;
  readonly transports: readonly TransportName[];
  readonly usesStatefulReconnect: boolean;
  /** Present where the client may refresh its authentication before that. */
  readonly tokenLifetimeSeconds: number | undefined;
}

/** Where a client is to connect in place of this server. */
export interface NegotiateRedirect {
  readonly url: string;
  /** What it shows there. Absent: what it showed here. */
  readonly accessToken?: string;
}

/** Why a client that negotiates is neither taken nor sent elsewhere. */
export interface NegotiateRefusal {
  /** Of HTTP. */
  readonly status: number;
  /** What the client reads, as plain text. */
  readonly text: string;
}

/** As ASP.NET Core writes it for a service that takes over its connections. */
export function redirectBody({ url, accessToken }: NegotiateRedirect): object {
  return {
    negotiateVersion: 0,
    url,
    ...(accessToken === undefined ? undefined : { accessToken }),
    availableTransports: [],
  };
}

/** The JSON body. Version 0 has no token: there the id itself is what the client's requests carry. */
export function negotiateBody(answer: NegotiateAnswer): object {
  const { tokenLifetimeSeconds } = answer;
  return {
    // A client that did not ask takes it for a failure, so it is never written as false.
    ...(answer.usesStatefulReconnect ? { useStatefulReconnect: true } : {}),
    negotiateVersion: answer.version,
    connectionId: answer.connectionId,
    ...(answer.version === 0 ? {} : { connectionToken: answer.connectionToken }),
    ...(tokenLifetimeSeconds === undefined ? {} : { tokenLifetimeSeconds }),
    availableTransports: ALL_TRANSPORTS.filter((name) => answer.transports.includes(name)).map(
      (transport) => ({ transport, transferFormats: TRANSFER_FORMATS[transport] }),
    ),
  };
}
