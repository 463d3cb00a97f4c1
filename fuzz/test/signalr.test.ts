/** A small run of the fuzzer, the same every time, as a part of the tests. */

import { expect, test } from 'vitest';
import { startFuzzedServer } from '../src/signalr/fuzzed-server.ts';
import { runFuzz } from '../src/signalr/run-fuzz.ts';

test('two thousand hostile frames end as they should', async () => {
  const server = await startFuzzedServer({ disconnectTimeoutMs: 1_000 });
  try {
    const report = await runFuzz(server, { frames: 2_000, seed: 20, seconds: 600, lanes: 24 });

    expect(report.offences).toEqual([]);
    expect(report.failures).toEqual([]);
    expect(report.after.hub.calls).toBeGreaterThan(100);
    expect(report.latenciesMs.length).toBeGreaterThan(10);
  } finally {
    await server.close();
  }
});
