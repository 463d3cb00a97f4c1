/** (b) A thousand connections, and the next record only when every one of them has the last. */

import type { OneAtATimeReport } from '../load/one-at-a-time.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';
import { countRecords, sharesOf, usedBy } from './offered-load.ts';
import type { CountedRecords } from './offered-load.ts';

const CONNECTIONS = 1_000;
const WARM_UP_SECONDS = 2;

export interface OneAtATimeOutcome extends OneAtATimeReport {
  readonly connections: number;
  readonly cpuShare: number;
  readonly generatorCpuShare: number;
  readonly counted: CountedRecords;
}

export async function measureOneAtATime(
  name: ServerName,
  { seconds, say }: ScenarioSettings,
): Promise<OneAtATimeOutcome> {
  await using bench = await Bench.start({ name, audience: 'everybody' });
  await bench.open(CONNECTIONS);
  const { triggerPort } = bench.server.ready;
  const warmUp = await bench.generator.oneAtATime({ triggerPort, seconds: WARM_UP_SECONDS });
  const before = await usedBy(bench);
  const report = await bench.generator.oneAtATime({ triggerPort, seconds });
  const after = await usedBy(bench);
  const counted = await countRecords(bench, warmUp.records + report.records);
  const { cpuShare, generatorCpuShare } = sharesOf(before, after);
  say(
    `${Math.round(report.deliveriesPerSecond / 1_000)}k deliveries/s, CPU ${cpuShare.toFixed(2)}, ` +
      `${(report.deliveries / report.reads).toFixed(2)} records per read, ` +
      `generator idle ${report.idleShare.toFixed(2)} (CPU ${generatorCpuShare.toFixed(2)}), ` +
      (counted.isComplete ? 'all counted' : 'NOT ALL CAME'),
  );
  return { ...report, connections: CONNECTIONS, cpuShare, generatorCpuShare, counted };
}
