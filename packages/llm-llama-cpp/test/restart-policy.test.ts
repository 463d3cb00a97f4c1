import { expect, test } from 'vitest';
import { decideRestart } from '../src/restart-policy.ts';

test('starts again with a growing delay, and gives up at the fourth crash in five minutes', () => {
  const decisions = [];
  let crashes: readonly number[] = [];
  for (const now of [1_000, 10_000, 20_000, 30_000]) {
    const decision = decideRestart(crashes, now);
    decisions.push(decision.kind === 'restart' ? decision.delayMs : decision.kind);
    ({ crashes } = decision);
  }

  expect(decisions).toEqual([500, 2_000, 8_000, 'give-up']);
});

test('forgets crashes of more than five minutes ago', () => {
  const decision = decideRestart([0, 1, 2], 5 * 60_000 + 3);

  expect(decision).toEqual({ kind: 'restart', delayMs: 500, crashes: [5 * 60_000 + 3] });
});
