import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstKeptLine } from '../../src/context/context-window.ts';

const sum = (costs: readonly number[]): number => costs.reduce((total, cost) => total + cost, 0);

describe('context window', () => {
  it('[CH-64] keeps every line while they fit', () => {
    expect(firstKeptLine([30, 40, 30], 100)).toBe(0);
    expect(firstKeptLine([], 0)).toBe(0);
  });

  it('[CH-64] cuts well below the budget once it is outgrown', () => {
    expect(
      firstKeptLine(
        Array.from({ length: 11 }, () => 10),
        100,
      ),
    ).toBe(5);
  });

  it('drops even the newest line when it alone is too much', () => {
    expect(firstKeptLine([1, 200], 100)).toBe(2);
  });

  it('[CH-63] is never over the budget, and drops no line without need', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), fc.nat(2_000), (costs, budget) => {
        const first = firstKeptLine(costs, budget);
        const kept = sum(costs.slice(first));
        expect(kept).toBeLessThanOrEqual(budget);
        if (first > 0) {
          expect(kept).toBeLessThanOrEqual(budget * 0.65);
          expect(sum(costs.slice(first - 1))).toBeGreaterThan(Math.floor(budget * 0.65));
        }
      }),
    );
  });
});
