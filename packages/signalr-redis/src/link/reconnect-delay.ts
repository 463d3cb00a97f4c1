/** How long to wait before Redis is tried again. */

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/** Doubles with each attempt; half of it is chance, so that servers do not come back all at once. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return delayMs * (0.5 + random() / 2);
}
