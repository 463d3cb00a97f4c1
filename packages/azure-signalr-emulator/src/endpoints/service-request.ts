/** What a request of a client or a server says by its address and its token. */

import type { IncomingMessage } from 'node:http';
import { bearerTokenOf } from '@parley/signalr-server/transports';
import { pathOf } from '../page/request-path.ts';
import type { HttpRefusal } from './refusal-answer.ts';

export interface ServiceRequest {
  /** Lower case. */
  readonly hub: string;
  readonly query: URLSearchParams;
  readonly accessToken: string | undefined;
}

export type RequestReading =
  | { readonly kind: 'read'; readonly request: ServiceRequest }
  | { readonly kind: 'refused'; readonly refusal: HttpRefusal };

export function readServiceRequest(request: IncomingMessage): RequestReading {
  const query = queryOf(request);
  const [hub = '', ...more] = query.getAll('hub');
  if (more.length > 0) {
    return refused("'hub' is the service's own: a client's query must not have another one.");
  }
  if (hub === '') {
    return refused("The query names no hub: '?hub=' and its name in lower case.");
  }
  // A token in the query is a browser's, which sends no headers with a WebSocket or an event stream.
  const accessToken = bearerTokenOf(request) ?? query.get('access_token') ?? undefined;
  return { kind: 'read', request: { hub: hub.toLowerCase(), query, accessToken } };
}

/** In lower case, without a slash at the end. */
export function normalPathOf(request: IncomingMessage): string {
  const path = pathOf(request).toLowerCase();
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

function refused(reason: string): RequestReading {
  return { kind: 'refused', refusal: { status: 400, reason } };
}
