import { expect, test } from 'vitest';
import { drawPlot } from '../src/fanout/report/plot.ts';
import { Results } from '../src/fanout/report/results.ts';
import { tableOf } from '../src/fanout/report/tables.ts';
import { verdictsOf } from '../src/fanout/report/verdicts.ts';
import { loadOutcome } from './support/outcomes.ts';

test('the highest rate is the last without a backlog, compared within a round', () => {
  const results = new Results();
  for (const [round, theirs] of [500_000, 1_000_000, 1_000_000].entries()) {
    results.add('a', { round, server: 'ours', outcome: [loadOutcome(4_000_000)] });
    results.add('a', {
      round,
      server: 'aspnet',
      outcome: [loadOutcome(theirs), loadOutcome(theirs * 2, { isGrowing: true })],
    });
  }

  expect(claim(results, '(a) highest rate, to ASP.NET Core')).toMatchObject({
    measured: '4.00',
    isMet: true,
  });
});

test('a step counts where no backlog grew on either side', () => {
  const results = new Results();
  const ours = [loadOutcome(50_000, { p99Ms: 9 }), loadOutcome(100_000, { p99Ms: 9 })];
  const theirs = [
    loadOutcome(50_000, { p99Ms: 10 }),
    loadOutcome(100_000, { p99Ms: 900, isGrowing: true }),
  ];
  results.add('a', { round: 1, server: 'ours', outcome: ours });
  results.add('a', { round: 1, server: 'aspnet', outcome: theirs });

  expect(claim(results, '(a) p99 at 50k/s, to ASP.NET Core')).toMatchObject({
    measured: '0.90',
    isMet: false,
  });
  expect(claim(results, '(a) p99 at 100k/s, to ASP.NET Core')).toBeUndefined();
});

test('what was not measured has no verdict', () => {
  const results = new Results();
  results.add('a', { round: 1, server: 'ours', outcome: [loadOutcome(50_000)] });

  expect(verdictsOf(results)).toEqual([]);
});

test('the table says where a backlog grew', () => {
  const results = new Results();
  results.add('a', {
    round: 1,
    server: 'ws',
    outcome: [loadOutcome(50_000), loadOutcome(100_000, { isGrowing: true })],
  });

  const lines = tableOf('a', results).split('\n');
  expect(lines.find((line) => line.startsWith('50,000'))).not.toContain('backlog');
  expect(lines.find((line) => line.startsWith('100,000'))).toContain('backlog grows, 100k/s came');
});

test('a table of many connections says how many there were', () => {
  const results = new Results();
  results.add('c', { round: 1, server: 'ours', outcome: loadOutcome(500_000) });
  results.add('d', {
    round: 1,
    server: 'ours',
    outcome: {
      connections: 1_000,
      acceptedPerSecond: 5_000,
      cpuPerAcceptUs: 80,
      generatorIdleShare: 0.01,
      bytesPerConnection: 8 * 1_024,
      rssBeforeBytes: 0,
      rssAfterBytes: 0,
    },
  });

  expect(tableOf('c', results)).toMatch(/^ours +1,000 +5\.0 \/ 10\.0 \(0\.50\) /m);
  expect(tableOf('d', results)).toMatch(/^ours +1,000 +8\.0 +5,000 +80 +0\.01 \(full\)$/m);
});

test('what is claimed of ten thousand members is not judged by fewer', () => {
  const results = new Results();
  results.add('c', { round: 1, server: 'ours', outcome: loadOutcome(500_000) });

  expect(verdictsOf(results)).toEqual([]);
});

test('the plot has a line for each server, to the first rate at which it fell behind', () => {
  const results = new Results();
  results.add('a', {
    round: 1,
    server: 'ours',
    outcome: [50_000, 100_000].map((r) => loadOutcome(r)),
  });
  results.add('a', {
    round: 1,
    server: 'ws',
    outcome: [
      loadOutcome(50_000, { p99Ms: 30 }),
      loadOutcome(100_000, { p99Ms: 300, isGrowing: true }),
    ],
  });
  const svg = drawPlot(results);

  expect(svg).toContain('ours holds 100k at 10 ms; ws, naive holds 50k at 30 ms');
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).not.toContain('NaN');
});

function claim(results: Results, name: string) {
  return verdictsOf(results).find((verdict) => verdict.claim === name);
}
