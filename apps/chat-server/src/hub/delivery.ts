/** How events reach clients: each by itself over connections of our own, few and full where each message costs. */

import type { ReplyPace } from '@parley/chat-core';
import type { ChatEvent } from '@parley/chat-protocol';
import { costlessParcels } from './parcels.ts';

export interface Delivery {
  readonly replyPace: ReplyPace;
  /** Least time between two tellings of who came and went; 0 tells everything at once. */
  readonly presenceGatherMs: number;
  /** What of some events that belong together goes as one message. */
  parcelsOf(events: readonly ChatEvent[]): readonly (readonly ChatEvent[])[];
}

/** Twenty steps a second: smooth to read, and few enough to send to everybody. */
const DIRECT_INTERVAL_MS = 50;
/** Four steps a second: as slow as still reads as writing, because each step is billed for each viewer. */
const BILLED_INTERVAL_MS = 250;
/** A reload or a short loss of the network is over by then: everybody would be told of it twice. */
const BILLED_PRESENCE_MS = 10_000;
/** With the longest ids and offset, in either protocol, a delta stays below the 2,048 bytes of one billed message. */
const BILLED_TEXT_BYTES = 1_800;

/** Over connections to this server, where a message costs nothing but its bytes. */
export const directDelivery: Delivery = {
  replyPace: {
    intervalMs: DIRECT_INTERVAL_MS,
    gatherMs: 0,
    maxTextBytes: undefined,
    readingReports: { afterMs: 0, intervalMs: DIRECT_INTERVAL_MS },
  },
  presenceGatherMs: 0,
  parcelsOf: (events) => events.map((event) => [event]),
};

/** Over Azure SignalR Service, which bills every message to every client, by steps of 2 KB. */
export const billedDelivery: Delivery = {
  replyPace: {
    intervalMs: BILLED_INTERVAL_MS,
    gatherMs: BILLED_INTERVAL_MS,
    maxTextBytes: BILLED_TEXT_BYTES,
    readingReports: { afterMs: 1_000, intervalMs: 1_000 },
  },
  presenceGatherMs: BILLED_PRESENCE_MS,
  parcelsOf: costlessParcels,
};
