/** When an engine that crashed is started again, and when it is given up. */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const MOST_CRASHES = 3;
const WITHIN_MS = 5 * 60_000;

/** `crashes`: the crashes to be remembered from now on, in epoch ms. */
export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number; readonly crashes: readonly number[] }
  | { readonly kind: 'give-up'; readonly crashes: readonly number[] };

/** Decides after a crash at `now`; `earlier` are the crashes before it, in epoch ms. */
export function decideRestart(earlier: readonly number[], now: number): RestartDecision {
  const crashes = [...earlier.filter((at) => now - at < WITHIN_MS), now];
  if (crashes.length > MOST_CRASHES) return { kind: 'give-up', crashes };

  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 4 ** (crashes.length - 1));
  return { kind: 'restart', delayMs, crashes };
}
