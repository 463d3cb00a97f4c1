/** (e) Fifty readers of a fast stream, one of which stops reading. */

import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '../latency-histogram.ts';
import type { MeasurementReport } from '../load/measurement.ts';
import { nowMicroseconds } from '../monotonic-clock.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';
import { offerLoad } from './offered-load.ts';

const READERS = 50;
const TOKENS_PER_SECOND = 2_000;
const WARM_UP_SECONDS = 2;
const BEFORE_SECONDS = 5;
/** The system swallows 3 MB for the slow one before its server notices: 12 seconds of this stream. */
const AFTER_SECONDS = 30;
const START_IN_US = 100_000;
const LOOK_EVERY_MS = 250;
const DRAIN_TIMEOUT_MS = 5_000;

export interface SlowReaderOutcome {
  readonly readers: number;
  readonly tokensPerSecond: number;
  /** Of the readers that read, from the time due. */
  readonly p99BeforeMs: number;
  readonly p99AfterMs: number;
  /** The worst second after it stopped. */
  readonly worstSecondP99Ms: number;
  /** Of the server, from the moment it stopped to the most. */
  readonly rssGrowthBytes: number;
  /** When the server ended the slow one, counted from when it stopped reading; `null` when it did not. */
  readonly endedAfterSeconds: number | null;
  readonly afterSeconds: number;
  /** The others got everything, in order. */
  readonly isComplete: boolean;
}

export async function measureSlowReader(
  name: ServerName,
  { say }: ScenarioSettings,
): Promise<SlowReaderOutcome> {
  await using bench = await Bench.start({ name, audience: 'everybody' });
  await bench.open(READERS);
  const load = { connections: READERS, deliveriesPerSecond: READERS * TOKENS_PER_SECOND };
  await offerLoad(bench, { ...load, seconds: WARM_UP_SECONDS });

  const seconds = BEFORE_SECONDS + AFTER_SECONDS;
  const startUs = nowMicroseconds() + START_IN_US;
  await bench.generator.measure({ startUs, seconds, slices: seconds });
  const producing = bench.server.produce({ startUs, recordsPerSecond: TOKENS_PER_SECOND, seconds });
  await delay((startUs - nowMicroseconds()) / 1_000 + BEFORE_SECONDS * 1_000);
  await bench.generator.stopReading();
  const watched = await watch(bench, startUs + seconds * 1e6);
  const produced = await producing;

  const drained = await bench.generator.drain({
    recordsPerConnection: produced.sentBefore + produced.sent,
    timeoutMs: DRAIN_TIMEOUT_MS,
    except: 1,
  });
  const sentToEach = produced.sentBefore + produced.sent;
  const { least, most, gaps, malformed } = drained;
  const isComplete = least === sentToEach && most === sentToEach && gaps + malformed === 0;
  const outcome: SlowReaderOutcome = {
    readers: READERS,
    tokensPerSecond: TOKENS_PER_SECOND,
    ...latenciesOf(await bench.generator.report()),
    ...watched,
    afterSeconds: AFTER_SECONDS,
    isComplete,
  };
  say(describe(outcome));
  return outcome;
}

/** Looks at the server until the load ends. */
async function watch(
  { server }: Bench,
  endUs: number,
): Promise<Pick<SlowReaderOutcome, 'rssGrowthBytes' | 'endedAfterSeconds'>> {
  const stoppedUs = nowMicroseconds();
  const { rssBytes } = await server.used();
  let mostRssBytes = rssBytes;
  let endedAfterSeconds: number | null = null;
  while (nowMicroseconds() < endUs) {
    await delay(LOOK_EVERY_MS);
    mostRssBytes = Math.max(mostRssBytes, (await server.used()).rssBytes);
    const { connections } = await server.figures();
    if (connections < READERS) {
      endedAfterSeconds ??= (nowMicroseconds() - stoppedUs) / 1e6;
    }
  }
  return { rssGrowthBytes: mostRssBytes - rssBytes, endedAfterSeconds };
}

function latenciesOf({
  due,
}: MeasurementReport): Pick<SlowReaderOutcome, 'p99BeforeMs' | 'p99AfterMs' | 'worstSecondP99Ms'> {
  const after = due.slice(BEFORE_SECONDS);
  return {
    p99BeforeMs: LatencyHistogram.of(due.slice(0, BEFORE_SECONDS)).quantileMs(0.99),
    p99AfterMs: LatencyHistogram.of(after).quantileMs(0.99),
    worstSecondP99Ms: Math.max(
      ...after
        .map((second) => LatencyHistogram.of([second]).quantileMs(0.99))
        .filter((p99Ms) => !Number.isNaN(p99Ms)),
    ),
  };
}

function describe(outcome: SlowReaderOutcome): string {
  const { p99BeforeMs, p99AfterMs, worstSecondP99Ms, endedAfterSeconds } = outcome;
  return [
    `p99 of the others ${p99BeforeMs.toFixed(1)} ms before, ${p99AfterMs.toFixed(1)} after`,
    `${worstSecondP99Ms.toFixed(1)} in the worst second`,
    `server memory +${(outcome.rssGrowthBytes / 1e6).toFixed(1)} MB`,
    endedAfterSeconds === null
      ? `the slow one still there after ${outcome.afterSeconds} s`
      : `the slow one ended after ${endedAfterSeconds.toFixed(1)} s`,
    outcome.isComplete ? 'all counted' : 'NOT ALL CAME',
  ].join(' · ');
}
