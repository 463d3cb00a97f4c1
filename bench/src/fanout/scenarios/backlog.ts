/** Whether a server kept up with what it was offered. */

import { LatencyHistogram } from '../latency-histogram.ts';
import type { MeasurementReport } from '../load/measurement.ts';

/** In the second half of the stretch, so much less than offered may come. */
const MAX_LAG_SHARE = 0.02;
/** Latency grows when its median rises from part to part, in the end by this factor and by this much. */
const PARTS = 5;
const GROWTH_FACTOR = 2;
const GROWTH_MS = 20;

export interface Backlog {
  readonly isGrowing: boolean;
  /** Records of all connections together, a second, in the second half of the stretch. */
  readonly receivedPerSecond: number;
  /** Median latency of the records due in each part of the stretch. */
  readonly partMediansMs: readonly number[];
}

export function judgeBacklog(report: MeasurementReport, offeredPerSecond: number): Backlog {
  const receivedPerSecond = rateOfSecondHalf(report);
  const partMediansMs = partsOf(report).map((part) => part.quantileMs(0.5));
  const isLagging = !(receivedPerSecond >= offeredPerSecond * (1 - MAX_LAG_SHARE));
  return {
    isGrowing: isLagging || isRising(partMediansMs),
    receivedPerSecond,
    partMediansMs,
  };
}

function rateOfSecondHalf({ marks }: MeasurementReport): number {
  const middle = marks[Math.floor((marks.length - 1) / 2)];
  const last = marks.at(-1);
  if (middle === undefined || last === undefined || last === middle) {
    return Number.NaN;
  }
  return (last.records - middle.records) / ((last.atUs - middle.atUs) / 1e6);
}

function partsOf({ due }: MeasurementReport): LatencyHistogram[] {
  const perPart = due.length / PARTS;
  return Array.from({ length: PARTS }, (_, part) =>
    LatencyHistogram.of(due.slice(Math.round(part * perPart), Math.round((part + 1) * perPart))),
  ).filter(({ count }) => count > 0);
}

function isRising(medians: readonly number[]): boolean {
  const first = medians[0] ?? 0;
  const last = medians.at(-1) ?? 0;
  const rises = medians.every((median, part) => part === 0 || median > (medians[part - 1] ?? 0));
  return rises && last > first * GROWTH_FACTOR && last > first + GROWTH_MS;
}
