/** Which server connection carries what, so that it arrives in order. Rules: docs/spec/azure-signalr.md, AZ-110 and AZ-111. */

import type { HubLink, Lane } from '../links/hub-link.ts';

/** Whose message it is, and what it is about. */
export interface Origin {
  /** The client whose call sends. Absent: the application does. */
  readonly callerId: string | undefined;
  /** Messages to one target keep their order whatever else is spread. */
  readonly target: string;
}

export type Ordering = 'everything' | 'same-target';

/** What nobody's call sends, and nothing else has to be in order with. */
export const SERVER_LANE: Lane = { of: 'server' };

export class Lanes {
  readonly #ordering: Ordering;

  constructor(ordering: Ordering) {
    this.#ordering = ordering;
  }

  /** Whether messages to several targets have to go as one for each. */
  isSpread({ callerId }: Pick<Origin, 'callerId'>): boolean {
    return callerId === undefined && this.#ordering === 'same-target';
  }

  on(link: HubLink, { callerId, target }: Origin): Lane {
    if (callerId !== undefined) {
      // The caller's server connection carries its answers as well. Other links have none of it.
      return link.carries(callerId)
        ? { of: 'client', connectionId: callerId }
        : { of: 'target', key: `caller:${callerId}` };
    }
    return this.#ordering === 'everything' ? SERVER_LANE : { of: 'target', key: target };
  }
}
