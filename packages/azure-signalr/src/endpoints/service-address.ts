/**
 * Where servers and clients of a hub connect.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-5, AZ-6 and AZ-30.
 */

import type { InstanceAddress } from './connection-string.ts';
import type { ClientAddressQuery, ServerAddressQuery } from './service-endpoint.ts';

/** Names in a client's query that are the service's, or secrets of the server that the client negotiates with. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(
  ['hub', 'id', 'access_token'].concat('asrs.op', 'asrs_request_id'),
);

const NEGOTIATE = '/negotiate';

/** Of the service's two entrances. */
export type Entrance = 'client' | 'server';

/** What a token is for: `https://host/client/?hub=chat`. */
export function audienceOf(address: InstanceAddress, entrance: Entrance, hub: string): string {
  return `${address.audience}/${entrance}/?hub=${encodeURIComponent(hub)}`;
}

/** For a WebSocket. */
export function serverUrl(address: InstanceAddress, query: ServerAddressQuery): string {
  const { hub, connectionId, target } = query;
  const base = address.serverEndpoint.replace(/^http/, 'ws');
  const parameters = [
    ['hub', hub],
    ['cid', connectionId],
    ...(target === undefined ? [] : [['target', target]]),
  ];
  return `${base}/server/?${parameters.map(joined).join('&')}`;
}

/** What a client's request for negotiate becomes: its path and its query go with it. */
export function clientUrl(
  address: InstanceAddress,
  { hub, requestUrl }: ClientAddressQuery,
  requestId: string,
): string {
  const path = originalPath(requestUrl);
  const parameters = [
    joined(['hub', hub]),
    ...(path === '' ? [] : [joined(['asrs.op', path])]),
    ...originalParameters(requestUrl),
    joined(['asrs_request_id', requestId]),
  ];
  return `${address.clientEndpoint}/client/?${parameters.join('&')}`;
}

/** The hub's own path, as the client wrote it; empty for a request that is not for negotiate. */
function originalPath(requestUrl: string): string {
  const path = (requestUrl.split('?', 1)[0] ?? '').replace(/\/+$/, '');
  return path.endsWith(NEGOTIATE) ? path.slice(0, -NEGOTIATE.length) : '';
}

/** As the client wrote them. */
function originalParameters(requestUrl: string): readonly string[] {
  const start = requestUrl.indexOf('?');
  return start === -1
    ? []
    : requestUrl
        .slice(start + 1)
        .split('&')
        .filter((parameter) => parameter !== '' && !isReserved(parameter))
        .map((parameter) => parameter.replaceAll('#', '%23'));
}

function isReserved(parameter: string): boolean {
  return [...new URLSearchParams(parameter).keys()].some((name) =>
    RESERVED_NAMES.has(name.toLowerCase()),
  );
}

function joined([name = '', value = '']: readonly string[]): string {
  return `${name}=${encodeURIComponent(value)}`;
}
