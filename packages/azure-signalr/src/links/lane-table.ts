/**
 * Which server connection each lane is on: the one that it began with, for as long as that can send.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-69 to AZ-71.
 */

import type { Lane } from './hub-link.ts';

/** As Microsoft's SDK: lanes of targets share this many places. */
const TARGET_PLACES = 256;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What a lane can be on. */
export interface LaneCarrier {
  readonly canSend: boolean;
  carries(connectionId: string): boolean;
}

export class LaneTable<C extends LaneCarrier> {
  readonly #carriers: ReadonlySet<C>;
  readonly #random: () => number;
  readonly #places = new Map<number | 'server', C>();

  /** `carriers` changes as connections come and go. */
  constructor(carriers: ReadonlySet<C>, random: () => number) {
    this.#carriers = carriers;
    this.#random = random;
  }

  /** `undefined` where no connection can send; a client's own is found even if it cannot. */
  find(lane: Lane): C | undefined {
    switch (lane.of) {
      case 'server':
        return this.#findPlace('server');
      case 'client':
        return this.carrierOf(lane.connectionId) ?? this.#findPlace(placeOf(lane.connectionId));
      case 'target':
        return this.#findPlace(placeOf(lane.key));
    }
  }

  carrierOf(connectionId: string): C | undefined {
    for (const carrier of this.#carriers) {
      if (carrier.carries(connectionId)) {
        return carrier;
      }
    }
    return undefined;
  }

  #findPlace(place: number | 'server'): C | undefined {
    const taken = this.#places.get(place);
    if (taken?.canSend === true) {
      return taken;
    }
    const free = [...this.#carriers].filter(({ canSend }) => canSend);
    const chosen = free[Math.floor(this.#random() * free.length)];
    if (chosen === undefined) {
      this.#places.delete(place);
    } else {
      this.#places.set(place, chosen);
    }
    return chosen;
  }
}

function placeOf(key: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), FNV_PRIME);
  }
  return (hash >>> 0) % TARGET_PLACES;
}
