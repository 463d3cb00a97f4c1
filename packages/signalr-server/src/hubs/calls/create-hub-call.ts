/** What a hub's function is given to work with. */

import type { HubContract } from '@parley/signalr-protocol';
import { CallerClients } from '../routing/caller-clients.ts';
import type { HubSetup } from '../connection/hub-setup.ts';
import type { HubCall, HubCallerClients, HubConnectionContext } from '../definition/hub.ts';
import type { LazyAbort } from './lazy-abort.ts';

export interface HubCallOptions {
  /** Aborts when the call is cancelled or its connection ends. */
  readonly abort: LazyAbort;
  /** Called before the call asks a client; what it throws is the call's to see. */
  readonly beforeInvoke?: (() => void) | undefined;
}

export function createHubCall(
  connection: HubConnectionContext,
  { clients, groups, connections, router }: HubSetup,
  { abort, beforeInvoke }: HubCallOptions,
): HubCall<HubContract> {
  const { connectionId } = connection;
  let targets: HubCallerClients<HubContract> | undefined;
  return {
    connection,
    get clients() {
      // Most calls send to nobody but by their result.
      targets ??= new CallerClients({ clients, router, connectionId, beforeInvoke });
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
