import { expect, test } from 'vitest';
import { LatencyHistogram } from '../src/fanout/latency-histogram.ts';
import type { MeasurementReport } from '../src/fanout/load/measurement.ts';
import { judgeBacklog } from '../src/fanout/scenarios/backlog.ts';

const OFFERED = 1_000;
const SLICES = 10;

/** A second for each slice: what came in it, and how late what was due in it came. */
function report(cameIn: (slice: number) => number, lateMs: (slice: number) => number) {
  const marks = [{ atUs: 0, records: 0 }];
  const due = [];
  for (let slice = 0; slice < SLICES; slice += 1) {
    marks.push({ atUs: (slice + 1) * 1e6, records: (marks.at(-1)?.records ?? 0) + cameIn(slice) });
    const histogram = new LatencyHistogram();
    histogram.add(lateMs(slice) * 1_000);
    due.push(histogram.counts);
  }
  return { marks, due, sent: [], idleShare: 1, frames: 0, reads: 0 } satisfies MeasurementReport;
}

test('a server that keeps up has no backlog', () => {
  const backlog = judgeBacklog(
    report(
      () => OFFERED,
      () => 10,
    ),
    OFFERED,
  );

  expect(backlog).toMatchObject({ isGrowing: false, receivedPerSecond: OFFERED });
});

test('more than two per cent less than offered in the second half is a backlog', () => {
  const withShare = (share: number) =>
    judgeBacklog(
      report(
        (slice) => OFFERED * (slice < SLICES / 2 ? 1 : share),
        () => 10,
      ),
      OFFERED,
    );

  expect([withShare(0.985), withShare(0.975)].map(({ isGrowing }) => isGrowing)).toEqual([
    false,
    true,
  ]);
});

test('latency that rises all the time is a backlog, latency that falls again is not', () => {
  const rising = report(
    () => OFFERED,
    (slice) => 10 + slice * 20,
  );
  const falling = report(
    () => OFFERED,
    (slice) => (slice < 2 ? 400 : 10),
  );

  expect(judgeBacklog(rising, OFFERED).isGrowing).toBe(true);
  expect(judgeBacklog(falling, OFFERED).isGrowing).toBe(false);
});

test('a stretch in which nothing came is a backlog', () => {
  const nothing = {
    ...report(
      () => 0,
      () => 0,
    ),
    due: [],
  };

  expect(judgeBacklog(nothing, OFFERED).isGrowing).toBe(true);
});
