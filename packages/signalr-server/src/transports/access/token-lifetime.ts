/** How long an authentication still holds, as a client is told it. */

/** .NET's clients read a 32-bit integer. */
const LONGEST_SECONDS = 2_147_483_647;

/** Whole seconds, rounded down; `undefined` where it never ends, or has ended. Both in epoch ms. */
export function tokenLifetimeSeconds(
  expiresAt: number | undefined,
  now: number,
): number | undefined {
  return expiresAt === undefined || !(expiresAt > now)
    ? undefined
    : Math.min(Math.trunc((expiresAt - now) / 1000), LONGEST_SECONDS);
}
