/**
 * Which server connection is given a client.
 *
 * Rules: docs/spec/azure-service.md, AS-8 to AS-10.
 */

import { ServerConnectionType } from '@parley/azure-signalr-protocol';
import type { Stickiness } from '../clients/client-admission.ts';
import type { ServerChoice } from '../service-settings.ts';
import type { ServerConnection } from './server-connection.ts';

/** The members used of a server connection. */
export type Candidate = Pick<ServerConnection, 'serverId' | 'terms' | 'rotation'> & {
  readonly clients: { readonly size: number };
};

/** By what one is taken of several. */
export interface ChoiceSetup {
  readonly settings: { readonly serverChoice: ServerChoice };
  /** From 0 to less than 1. */
  random(): number;
}

/** `undefined` where none may have the client. */
export function chooseServer<T extends Candidate>(
  candidates: Iterable<T>,
  stickiness: Stickiness | undefined,
  setup: ChoiceSetup,
): T | undefined {
  const open = [...candidates].filter(takesClients);
  const sticky = open.filter(({ serverId }) => serverId === stickiness?.serverId);
  const preferred = stickiness?.kind === 'required' || sticky.length > 0 ? sticky : open;

  switch (setup.settings.serverChoice) {
    case 'fewest-clients':
      return idlest(preferred, loadsOf(open));
    case 'random':
      return preferred[Math.floor(setup.random() * preferred.length)];
  }
}

/** The one with the fewest clients, and of several such one of the process with the fewest. */
function idlest<T extends Candidate>(
  candidates: readonly T[],
  loads: ReadonlyMap<string, number>,
): T | undefined {
  return candidates.reduce<T | undefined>((best, next) => {
    if (best === undefined || next.clients.size < best.clients.size) {
      return next;
    }
    const isTie = next.clients.size === best.clients.size;
    const isLessLoaded = (loads.get(next.serverId) ?? 0) < (loads.get(best.serverId) ?? 0);
    return isTie && isLessLoaded ? next : best;
  }, undefined);
}

/** Whether a client may be given to it. */
export function takesClients({ terms, rotation }: Candidate): boolean {
  return rotation === 'in' && terms.connectionType !== ServerConnectionType.weak;
}

/** Clients of each process, over all its connections. */
function loadsOf(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const loads = new Map<string, number>();
  for (const { serverId, clients } of candidates) {
    loads.set(serverId, (loads.get(serverId) ?? 0) + clients.size);
  }
  return loads;
}
