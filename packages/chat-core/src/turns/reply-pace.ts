/** How often a reply's text goes to the room, and how much of it at once. Pure. Rules: CH-43, CH-84, CH-85. */

export interface ReplyPace {
  /** Least time between two deltas. */
  readonly intervalMs: number;
  /** How long text that comes sooner than an interval after the last delta waits for more. */
  readonly gatherMs: number;
  /** Most of one delta, as its text stands in a JSON string. `undefined` is unlimited. */
  readonly maxTextBytes: number | undefined;
  /** When reading is reported for the first time, and least time between two reports. */
  readonly readingReports: { readonly afterMs: number; readonly intervalMs: number };
}

/** Text that has not been sent. Times are epoch ms. */
export interface WaitingText {
  /** When the oldest of it came. */
  readonly since: number;
  /** As it stands in a JSON string. */
  readonly bytes: number;
}

/** When waiting text is to be sent. `lastAt`: the last delta; `undefined` before the first, which goes at once. */
export function dueAt(waiting: WaitingText, lastAt: number | undefined, pace: ReplyPace): number {
  const { since, bytes } = waiting;
  const { intervalMs, gatherMs, maxTextBytes } = pace;
  const isFull = maxTextBytes !== undefined && bytes >= maxTextBytes;
  if (lastAt === undefined || isFull) return since;
  const nextAt = lastAt + intervalMs;
  return since >= nextAt ? since : Math.max(nextAt, since + gatherMs);
}
