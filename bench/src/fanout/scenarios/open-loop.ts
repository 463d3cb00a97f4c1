/** (a) A thousand connections and a rate that rises until the server falls behind. */

import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';
import { offerLoad } from './offered-load.ts';
import type { LoadOutcome } from './offered-load.ts';

export const OPEN_LOOP_RATES = [
  50_000, 100_000, 200_000, 500_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 4_000_000,
  6_000_000, 8_000_000,
] as const;
const CONNECTIONS = 1_000;
const WARM_UP = { deliveriesPerSecond: 50_000, seconds: 3 };

/** A step for each rate, up to the first at which a backlog grows. */
export async function measureOpenLoop(
  name: ServerName,
  { seconds, rates, goesOnAfterBacklog, say }: ScenarioSettings,
): Promise<readonly LoadOutcome[]> {
  await using bench = await Bench.start({ name, audience: 'everybody' });
  say(bench.server.ready.runtime);
  await bench.open(CONNECTIONS);
  await offerLoad(bench, { ...WARM_UP, connections: CONNECTIONS });

  const steps: LoadOutcome[] = [];
  for (const deliveriesPerSecond of rates) {
    const step = await offerLoad(bench, { connections: CONNECTIONS, deliveriesPerSecond, seconds });
    steps.push(step);
    say(describeLoad(step));
    if (step.backlog.isGrowing && !goesOnAfterBacklog) break;
  }
  return steps;
}

/** One line of progress. */
export function describeLoad(step: LoadOutcome): string {
  const { sentToEach, least, most, gaps, malformed, lost, isComplete } = step.counted;
  const counted = isComplete
    ? 'all counted'
    : `sent ${sentToEach} each, came ${least} to ${most}, gaps ${gaps}, malformed ${malformed}, lost ${lost}`;
  return [
    `${step.offeredPerSecond / 1_000}k/s offered, ${Math.round(step.backlog.receivedPerSecond / 1_000)}k/s came`,
    `p50 ${step.p50Ms.toFixed(1)} ms, p99 ${step.p99Ms.toFixed(1)} ms`,
    `CPU ${step.cpuShare.toFixed(2)}`,
    `${step.recordsPerRead.toFixed(1)} records per read, generator idle ${step.generatorIdleShare.toFixed(2)} (CPU ${step.generatorCpuShare.toFixed(2)})`,
    counted,
    ...(step.backlog.isGrowing ? ['BACKLOG GROWS'] : []),
    ...(step.isGeneratorTheLimit ? ['the generator is at its limit'] : []),
  ].join(' · ');
}
