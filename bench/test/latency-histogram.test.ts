import { expect, test } from 'vitest';
import { LatencyHistogram } from '../src/fanout/latency-histogram.ts';

const WIDTH = 0.016;

test.each([1, 2, 3, 63, 64, 1_000, 4_096, 123_456, 60_000_000])(
  'a latency of %i us is found again, to the width of its bucket',
  (microseconds) => {
    const histogram = new LatencyHistogram();
    histogram.add(microseconds);

    const found = histogram.quantileMs(0.5) * 1_000;
    expect(Math.abs(found / microseconds - 1)).toBeLessThan(WIDTH);
  },
);

test('a quantile is the latency that so many are not above', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 100; ms += 1) histogram.add(ms * 1_000);

  expect(histogram.quantileMs(0.5) / 50 - 1).toBeCloseTo(0, 1);
  expect(histogram.quantileMs(0.99) / 99 - 1).toBeCloseTo(0, 1);
});

test('histograms of several stretches make one, over the wire too', () => {
  const [first, second] = [new LatencyHistogram(), new LatencyHistogram()];
  first.add(1_000);
  second.add(1_000);
  second.add(9_000);
  const wired = JSON.parse(JSON.stringify([first.counts, second.counts]));
  const merged = LatencyHistogram.of(wired);

  expect(merged.count).toBe(3);
  expect(merged.quantileMs(0.5)).toBeLessThan(1.1);
  expect(merged.quantileMs(0.99)).toBeGreaterThan(8.9);
});

test('nothing has no quantile', () => {
  expect(new LatencyHistogram().quantileMs(0.5)).toBeNaN();
});
