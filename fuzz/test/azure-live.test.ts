/** A small run against the emulator and servers behind it, as a part of the tests. */

import { expect, test } from 'vitest';
import { startLiveTargets } from '../src/azure/live/live-targets.ts';
import { runLiveFuzz } from '../src/azure/live/run-live-fuzz.ts';

const SEED = 6;

test('three hundred hostile sessions hurt nobody else', async () => {
  const targets = await startLiveTargets(SEED);
  try {
    const report = await runLiveFuzz(targets, { sessionCount: 300, seed: SEED });

    expect(report.failures).toEqual([]);
    expect(report.frames).toBeGreaterThan(3_000);
    expect(report.after.meddled).toBeGreaterThan(20);
    expect(report.after.calls).toBeGreaterThan(20);
    expect(report.latenciesMs.length).toBeGreaterThan(10);
  } finally {
    await targets.close();
  }
});
