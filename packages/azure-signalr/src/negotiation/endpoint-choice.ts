/** Which instance of the service takes a client. Rules: docs/spec/azure-signalr.md, AZ-31 and AZ-32. */

import type { EndpointLoad, HubLink } from '../links/hub-link.ts';

/** As ASP.NET Core: one that is full may still be chosen, for loads are those of some seconds ago. */
const SMALLEST_SHARE = 0.001;

/** By chance among the primary ones that are online, or else among the secondary ones; `undefined` without any. */
export function chooseLink(links: readonly HubLink[], random: () => number): HubLink | undefined {
  const online = links.filter(({ isOnline }) => isOnline);
  const primary = online.filter(({ endpoint }) => endpoint.role === 'primary');
  return byChance(primary.length > 0 ? primary : online, random);
}

/** The freer an instance, the more of the clients it takes, once every instance has said how free it is. */
function byChance(links: readonly HubLink[], random: () => number): HubLink | undefined {
  const shares = links.map(({ load }) => freeShare(load));
  const weights = shares.every((share) => share !== undefined) ? shares : links.map(() => 1);
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  return links.find((_, index) => (rest -= weights[index] ?? 0) < 0) ?? links.at(-1);
}

function freeShare(load: EndpointLoad | undefined): number | undefined {
  if (load === undefined || !(load.capacity > 0)) {
    return undefined;
  }
  const free = load.capacity - load.clientCount - load.serverCount;
  return Math.max(free / load.capacity, SMALLEST_SHARE);
}
