/**
 * A client's HTTP headers as its server is told them.
 *
 * Rules: docs/spec/azure-service.md, AS-13.
 */

import type { HeaderMap } from '@parley/azure-signalr-protocol';
import type { ConnectionRequest } from '@parley/signalr-server/transports';

/** Holds the token. */
const SECRET = 'authorization';
/** Of what the service alone may say. */
const OWN_PREFIX = 'asrs-';

export function clientHeaders({ headers, remoteAddress }: ConnectionRequest): HeaderMap {
  const told = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== SECRET && !name.startsWith(OWN_PREFIX)) {
      told.set(name, typeof value === 'string' ? [value] : value);
    }
  }
  if (remoteAddress !== undefined) {
    told.set('x-forwarded-for', [...(told.get('x-forwarded-for') ?? []), remoteAddress]);
  }
  return told;
}
