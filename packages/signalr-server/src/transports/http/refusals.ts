/**
 * Every request that is refused, and how. The sentences are ASP.NET Core's own.
 *
 * Rules: docs/spec/signalr-transports.md, ST-20 to ST-26 and ST-106 to ST-109.
 */

import type { TransportName } from '../transport-connection.ts';
import type { PlainAnswer } from './plain-answer.ts';

export const ID_REQUIRED: PlainAnswer = { status: 400, text: 'Connection ID required' };
export const NO_SUCH_CONNECTION: PlainAnswer = { status: 404, text: 'No Connection with that ID' };
export const OTHER_TRANSPORT: PlainAnswer = {
  status: 400,
  text: 'Cannot change transports mid-connection',
};
export const ALREADY_CONNECTED: PlainAnswer = { status: 409, text: '' };
export const NO_POST_TO_WEB_SOCKET: PlainAnswer = {
  status: 405,
  text: 'POST requests are not allowed for WebSocket connections.',
};
export const NO_DELETE: PlainAnswer = {
  status: 400,
  text: 'Cannot terminate this connection using the DELETE endpoint.',
};
export const METHOD_NOT_ALLOWED: PlainAnswer = { status: 405, text: '' };
export const ORIGIN_REFUSED: PlainAnswer = { status: 403, text: '' };
export const UNAVAILABLE: PlainAnswer = { status: 503, text: '' };
export const FAILED: PlainAnswer = { status: 500, text: '' };

/** Why a refresh is refused: the code of .NET 11, its status and its sentence. */
export const REFRESH_REFUSALS = {
  refresh_disabled: {
    status: 404,
    description: 'Auth refresh is not enabled for this endpoint.',
  },
  missing_connection_token: {
    status: 400,
    description: "The 'id' query string parameter is required.",
  },
  connection_not_found: {
    status: 404,
    description: 'No active connection with the specified ID.',
  },
  invalid_token: { status: 401, description: 'Authentication failed.' },
  permission_change_rejected: {
    status: 403,
    description: 'The refreshed authentication was rejected.',
  },
} as const satisfies Record<string, { readonly status: number; readonly description: string }>;

/** Why a refresh is refused, as OAuth names it. */
export type RefreshRefusal = keyof typeof REFRESH_REFUSALS;

export function transportDisabled(transport: TransportName): PlainAnswer {
  return { status: 404, text: `${transport} transport not supported by this end point type` };
}

export function authenticationRefused(status: 401 | 403): PlainAnswer {
  return { status, text: '' };
}
