/** (f) Calls of a hub method that answers at once, one at a time on each connection. */

import { LatencyHistogram } from '../latency-histogram.ts';
import type { InvocationsReport } from '../load/invocations.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';

const CONNECTION_COUNTS = [1, 100];
const WARM_UP_SECONDS = 2;

export interface InvocationsOutcome {
  readonly connections: number;
  readonly answersPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuShare: number;
  readonly generatorIdleShare: number;
}

export async function measureInvocations(
  name: ServerName,
  { seconds, say }: ScenarioSettings,
): Promise<readonly InvocationsOutcome[]> {
  await using bench = await Bench.start({ name, audience: 'everybody' });
  const outcomes: InvocationsOutcome[] = [];
  for (const connections of CONNECTION_COUNTS) {
    await bench.open(connections);
    await bench.generator.invoke(WARM_UP_SECONDS);
    const before = await bench.server.used();
    const report = await bench.generator.invoke(seconds);
    const after = await bench.server.used();
    await bench.generator.close();
    const cpuShare = (after.cpuSeconds - before.cpuSeconds) / seconds;
    const outcome = outcomeOf(report, connections, cpuShare);
    outcomes.push(outcome);
    say(describe(outcome));
  }
  return outcomes;
}

function outcomeOf(
  { answersPerSecond, latency, idleShare }: InvocationsReport,
  connections: number,
  cpuShare: number,
): InvocationsOutcome {
  const histogram = LatencyHistogram.of([latency]);
  return {
    connections,
    answersPerSecond,
    p50Ms: histogram.quantileMs(0.5),
    p99Ms: histogram.quantileMs(0.99),
    cpuShare,
    generatorIdleShare: idleShare,
  };
}

function describe(outcome: InvocationsOutcome): string {
  return [
    `${outcome.connections} connection(s): ${Math.round(outcome.answersPerSecond)} answers/s`,
    `p50 ${outcome.p50Ms.toFixed(2)} ms, p99 ${outcome.p99Ms.toFixed(2)} ms`,
    `CPU ${outcome.cpuShare.toFixed(2)}, generator idle ${outcome.generatorIdleShare.toFixed(2)}`,
  ].join(' · ');
}
