/** A small run of the fuzzer over the codec of the service protocol, the same every time, as a part of the tests. */

import { expect, test } from 'vitest';
import { runCodecFuzz } from '../src/azure/codec/run-codec-fuzz.ts';
import { readSeeds } from '../src/azure/codec/seeds.ts';

const KNOWN_TYPES = 40;

test('twenty thousand hostile inputs are read, skipped, waited for or refused', () => {
  const report = runCodecFuzz(readSeeds(), { inputs: 20_000, seed: 6 });

  expect(report.offences).toEqual([]);
  expect(report.inputs).toBe(20_000);
  expect(report.types.size).toBe(KNOWN_TYPES);
  expect(report.compared).toBeGreaterThan(8_000);
  expect(report.streams).toBeGreaterThan(500);
  expect(report.ends.get('damaged vector: service-message-malformed')).toBeGreaterThan(1_000);
  expect(report.ends.get('lying frame: service-message-too-large')).toBeGreaterThan(100);
});
