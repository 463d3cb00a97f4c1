/** What a hub sees of the connection that calls it. */

import type { TransportConnection } from '../transports/transport-connection.ts';
import type { HubConnectionContext } from './hub.ts';

export interface ConnectionContextOptions {
  readonly aborted: AbortSignal;
  readonly abort: () => void;
}

/** The user is the one of the handshake, whatever later requests carry. */
export function createConnectionContext(
  transport: TransportConnection,
  { aborted, abort }: ConnectionContextOptions,
): HubConnectionContext {
  return {
    connectionId: transport.connectionId,
    user: transport.user,
    transport: transport.transport,
    headers: transport.request.headers,
    items: new Map(),
    aborted,
    abort,
  };
}
