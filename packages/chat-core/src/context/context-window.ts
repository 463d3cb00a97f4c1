/**
 * Which of the newest lines fit the model's budget. Pure.
 *
 * With hysteresis: a room that has outgrown the budget is cut well below it at once. Cutting one line per
 * turn would change the beginning of every prompt, and the model would have to read all of it again.
 */

const KEPT_SHARE = 0.65;

/**
 * The index of the first line to keep, oldest first: 0 while all fit, and otherwise as few lines dropped as
 * bring the rest to 65 % of the budget.
 */
export function firstKeptLine(costs: readonly number[], budget: number): number {
  let total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= budget) return 0;

  const target = Math.floor(budget * KEPT_SHARE);
  let first = 0;
  for (const cost of costs) {
    if (total <= target) break;
    total -= cost;
    first += 1;
  }
  return first;
}
