/** One stretch of open-loop load on one server: what every scenario with a rate is made of. */

import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '../latency-histogram.ts';
import type { DrainReport } from '../load/generator.ts';
import type { MeasurementReport } from '../load/measurement.ts';
import { nowMicroseconds } from '../monotonic-clock.ts';
import type { ProduceReport } from '../servers/paced-sender.ts';
import { judgeBacklog } from './backlog.ts';
import type { Backlog } from './backlog.ts';
import type { Bench } from './bench.ts';

const START_IN_US = 100_000;
const SLICES = 10;
const DRAIN_TIMEOUT_MS = 5_000;
/** With less than this to spare the generator may be what is slow. */
export const MIN_IDLE_SHARE = 0.03;

export interface OfferedLoad {
  readonly connections: number;
  readonly deliveriesPerSecond: number;
  readonly seconds: number;
}

export interface LoadOutcome {
  readonly connections: number;
  readonly offeredPerSecond: number;
  readonly backlog: Backlog;
  /** From the time a record was due to its arrival. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the time it was sent. */
  readonly sentP50Ms: number;
  readonly sentP99Ms: number;
  /** Of one core; more than 1 where the server was not pinned. */
  readonly cpuShare: number;
  readonly rssBytes: number;
  /** Of the time, by the generator's own event loop; and what it used of its core. */
  readonly generatorIdleShare: number;
  readonly generatorCpuShare: number;
  readonly isGeneratorTheLimit: boolean;
  readonly recordsPerRead: number;
  readonly counted: CountedRecords;
  readonly produced: ProduceReport;
}

/** That nothing was missed: every connection has what was sent to it, and the sample saw it in order. */
export interface CountedRecords extends DrainReport {
  readonly sentToEach: number;
  readonly isComplete: boolean;
}

export async function offerLoad(bench: Bench, load: OfferedLoad): Promise<LoadOutcome> {
  const { server, generator } = bench;
  const { connections, deliveriesPerSecond, seconds } = load;
  const startUs = nowMicroseconds() + START_IN_US;
  await generator.measure({ startUs, seconds, slices: SLICES });
  const recordsPerSecond = deliveriesPerSecond / connections;
  const producing = server.produce({ startUs, recordsPerSecond, seconds });

  await delay((startUs - nowMicroseconds()) / 1_000);
  const before = await usedBy(bench);
  const produced = await producing;
  const after = await usedBy(bench);
  const counted = await countRecords(bench, produced.sentBefore + produced.sent);
  const report = await generator.report();

  const due = LatencyHistogram.of(report.due);
  const sent = LatencyHistogram.of([report.sent]);
  const records = produced.sent * connections;
  return {
    connections,
    offeredPerSecond: deliveriesPerSecond,
    backlog: judgeBacklog(report, deliveriesPerSecond),
    p50Ms: due.quantileMs(0.5),
    p99Ms: due.quantileMs(0.99),
    sentP50Ms: sent.quantileMs(0.5),
    sentP99Ms: sent.quantileMs(0.99),
    ...sharesOf(before, after),
    rssBytes: after.rssBytes,
    generatorIdleShare: report.idleShare,
    isGeneratorTheLimit: isBusy(report),
    recordsPerRead: records / report.reads,
    counted,
    produced,
  };
}

/** What both processes have used up to a moment. */
export interface Used {
  readonly atUs: number;
  readonly serverSeconds: number;
  readonly generatorSeconds: number;
  readonly rssBytes: number;
}

export async function usedBy({ server, generator }: Bench): Promise<Used> {
  const [ofServer, ofGenerator] = await Promise.all([server.used(), generator.used()]);
  return {
    atUs: nowMicroseconds(),
    serverSeconds: ofServer.cpuSeconds,
    generatorSeconds: ofGenerator.cpuSeconds,
    rssBytes: ofServer.rssBytes,
  };
}

/** Of a core each, between two moments. */
export function sharesOf(
  before: Used,
  after: Used,
): Pick<LoadOutcome, 'cpuShare' | 'generatorCpuShare'> {
  const seconds = (after.atUs - before.atUs) / 1e6;
  return {
    cpuShare: (after.serverSeconds - before.serverSeconds) / seconds,
    generatorCpuShare: (after.generatorSeconds - before.generatorSeconds) / seconds,
  };
}

/** Waits until all are there, for as long as five seconds. `sentToEach` is since the server was started. */
export async function countRecords(bench: Bench, sentToEach: number): Promise<CountedRecords> {
  const drained = await bench.generator.drain({
    recordsPerConnection: sentToEach,
    timeoutMs: DRAIN_TIMEOUT_MS,
    except: 0,
  });
  const { least, most, gaps, malformed, lost } = drained;
  const isComplete = least === sentToEach && most === sentToEach && gaps + malformed + lost === 0;
  return { ...drained, sentToEach, isComplete };
}

function isBusy({ idleShare }: MeasurementReport): boolean {
  return idleShare < MIN_IDLE_SHARE;
}
