/** Figures as a run brings them, for those who make tables and verdicts of them. */

import type { LoadOutcome } from '../../src/fanout/scenarios/offered-load.ts';

export function loadOutcome(
  offeredPerSecond: number,
  { p99Ms = 10, cpuShare = 0.5, isGrowing = false } = {},
): LoadOutcome {
  return {
    connections: 1_000,
    offeredPerSecond,
    backlog: { isGrowing, receivedPerSecond: offeredPerSecond, partMediansMs: [] },
    p50Ms: p99Ms / 2,
    p99Ms,
    sentP50Ms: p99Ms / 2,
    sentP99Ms: p99Ms,
    cpuShare,
    rssBytes: 1,
    generatorIdleShare: 0.5,
    generatorCpuShare: 0.5,
    isGeneratorTheLimit: false,
    recordsPerRead: 1,
    counted: {
      sentToEach: 1,
      least: 1,
      most: 1,
      gaps: 0,
      malformed: 0,
      sampled: 1,
      lost: 0,
      ms: 0,
      isComplete: true,
    },
    produced: { sent: 1, sentBefore: 0, eventLoopShare: null },
  };
}
