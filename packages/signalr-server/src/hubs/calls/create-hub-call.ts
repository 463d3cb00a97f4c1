/** What a hub's function is given to work with. */

import type { HubContract } from '@parley/signalr-protocol';
import type {
  HubCall,
  HubCallerClients,
  HubClients,
  HubConnectionContext,
  HubConnections,
  HubGroups,
} from '../definition/hub.ts';
import { CallerClients } from '../routing/caller-clients.ts';
import type { Router } from '../routing/router.ts';
import type { LazyAbort } from './lazy-abort.ts';

/** What a hub reaches from within a call, and from outside. The same for all calls of a hub. */
export interface HubReach {
  readonly router: Router;
  readonly clients: HubClients<HubContract>;
  readonly groups: HubGroups;
  readonly connections: HubConnections;
}

/** What belongs to one call alone. */
export interface HubCallOptions {
  /** Aborts when the call is cancelled or its connection ends. */
  readonly abort: LazyAbort;
  /** Called before the call asks a client; what it throws is the call's to see. */
  readonly beforeInvoke?: (() => void) | undefined;
}

/** The first parameter of every function of a hub. */
export function createHubCall(
  connection: HubConnectionContext,
  { groups, connections, router }: HubReach,
  { abort, beforeInvoke }: HubCallOptions,
): HubCall<HubContract> {
  const { connectionId } = connection;
  let targets: HubCallerClients<HubContract> | undefined;
  return {
    connection,
    get clients() {
      // Most calls send to nobody but by their result.
      targets ??= new CallerClients({ router, connectionId, beforeInvoke });
      return targets;
    },
    groups,
    connections,
    get signal() {
      return abort.signal;
    },
  };
}

/** Inside `onConnected`: the answer could not be read before it is done. */
export function refuseInvoke(): void {
  throw new TypeError('Client results inside OnConnectedAsync Hub methods are not allowed.');
}
