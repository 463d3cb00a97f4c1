/** How much of a client's messages a shared connection still has. Rules: docs/spec/azure-signalr.md, AZ-83. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnsentBytes } from '../../src/links/unsent-bytes.ts';

/** What is looked at as one. */
const STRETCH_BYTES = 16_384;

test('[AZ-83] counts every byte until it is taken, and none for long after', () => {
  const steps = fc.array(
    fc.record({
      own: fc.integer({ min: 1, max: 5_000 }),
      others: fc.integer({ min: 0, max: 5_000 }),
      takenPercent: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(steps, (sent) => {
      const unsent = new UnsentBytes();
      const ends: { readonly end: number; readonly own: number }[] = [];
      let queued = 0;
      let taken = 0;
      for (const { own, others, takenPercent } of sent) {
        queued += own;
        unsent.measure(taken);
        unsent.add(own, queued);
        ends.push({ end: queued, own });
        queued += others;
        taken += Math.floor(((queued - taken) * takenPercent) / 100);
        const waiting = ends.filter(({ end }) => end > taken);
        const exact = waiting.reduce((sum, each) => sum + each.own, 0);
        const measured = unsent.measure(taken);

        expect(measured).toBeGreaterThanOrEqual(exact);
        expect(measured).toBeLessThanOrEqual(exact === 0 ? 0 : exact + STRETCH_BYTES);
      }
      expect(unsent.measure(queued)).toBe(0);
    }),
  );
});
