/** Where SignalR clients put the token of their user. Rules: docs/spec/signalr-transports.md, ST-110 and ST-111. */

import type { IncomingMessage } from 'node:http';
import { wantsEventStream } from '../http/event-stream-request.ts';
import { parseRequestQuery } from '../http/request-query.ts';

const BEARER = /^bearer +([^\s]+) *$/i;

/**
 * The bearer token of a request, from its `Authorization` header, or else, where browsers can send none, from its
 * query's `access_token`: in upgrades and requests for an event stream. For use in `authenticate`.
 */
export function bearerTokenOf(request: IncomingMessage): string | undefined {
  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  if (token !== undefined) {
    return token;
  }
  const isWithoutHeaders = request.headers.upgrade !== undefined || wantsEventStream(request);
  const fromQuery = isWithoutHeaders
    ? parseRequestQuery(request.url ?? '').get('access_token')
    : undefined;
  return fromQuery === '' ? undefined : fromQuery;
}
