/** What our server is measured against. A verdict needs both servers in the run. */

import type { ServerName } from '../servers/benchmarked-server.ts';
import { heldStep, highestRate } from './results.ts';
import type { Results } from './results.ts';

const MAX_SLOW_READER_BYTES = 32 * 1_024 * 1_024;
const LOW_RATE = 50_000;
/** What is claimed of a large room is not shown by a smaller one. */
const MANY_CONNECTIONS = 10_000;

export interface Verdict {
  readonly claim: string;
  readonly demanded: string;
  readonly measured: string;
  /** `undefined` when something that it takes was not measured. */
  readonly isMet: boolean | undefined;
}

export function verdictsOf(results: Results): readonly Verdict[] {
  return [
    ...openLoopVerdicts(results),
    atLeast('(b) one at a time, to socket.io', 1.25, ratioTo(results, 'b', 'socket.io')),
    atMost('(c) 10,000 members, 50 tokens/s: p99, ms', 200, largeRoomP99(results)),
    atMost('(d) resident KB of an idle connection', 10, idleKilobytes(results)),
    atLeast('(d) accepted a second, to ASP.NET Core', 1.3, ratioTo(results, 'd', 'aspnet')),
    ...slowReaderVerdicts(results),
  ].filter(({ isMet }) => isMet !== undefined);
}

function openLoopVerdicts(results: Results): Verdict[] {
  const highest = (to: ServerName): number => results.pairedRatio('a', ['ours', to], highestRate);
  const atLowRate = results.pairedRatio(
    'a',
    ['ours', 'aspnet'],
    (steps) => heldStep(steps, LOW_RATE)?.cpuShare,
  );
  return [
    atLeast('(a) highest rate, to ASP.NET Core', 3, highest('aspnet')),
    atLeast('(a) highest rate, to socket.io', 20, highest('socket.io')),
    ...ratesOf(results).map((rate) =>
      atMost(
        `(a) p99 at ${rate / 1_000}k/s, to ASP.NET Core`,
        0.5,
        results.pairedRatio('a', ['ours', 'aspnet'], (steps) => heldStep(steps, rate)?.p99Ms),
      ),
    ),
    atMost('(a) CPU at 50k/s, to ASP.NET Core', 0.6, atLowRate),
  ];
}

/** A reader that stops takes nothing from the others, or no more than the clock of a busy machine does. */
function slowReaderVerdicts(results: Results): Verdict[] {
  const figures = results.outcomes('e', 'ours');
  if (figures.length === 0) {
    return [];
  }
  const p99Ratio = results.median('e', 'ours', ({ p99AfterMs, p99BeforeMs }) =>
    Math.min(p99AfterMs / p99BeforeMs, 1 + Math.max(0, p99AfterMs - p99BeforeMs - 2)),
  );
  const growth = results.median('e', 'ours', ({ rssGrowthBytes }) => rssGrowthBytes);
  const ended = figures.every(({ endedAfterSeconds }) => endedAfterSeconds !== null);
  return [
    atMost('(e) p99 of the others, after to before (2 ms are nothing)', 1.25, p99Ratio),
    atMost('(e) server memory for the slow one, MB', MAX_SLOW_READER_BYTES / 1e6, growth / 1e6),
    {
      claim: '(e) the slow one is ended',
      demanded: 'yes',
      measured: ended ? 'yes' : 'no',
      isMet: ended,
    },
  ];
}

function ratioTo(results: Results, scenario: 'b' | 'd', to: ServerName): number {
  return scenario === 'b'
    ? results.pairedRatio('b', ['ours', to], ({ deliveriesPerSecond }) => deliveriesPerSecond)
    : results.pairedRatio('d', ['ours', to], ({ acceptedPerSecond }) => acceptedPerSecond);
}

function largeRoomP99(results: Results): number {
  return results.median('c', 'ours', ({ connections, p99Ms }) =>
    connections === MANY_CONNECTIONS ? p99Ms : undefined,
  );
}

function idleKilobytes(results: Results): number {
  return results.median('d', 'ours', ({ bytesPerConnection }) => bytesPerConnection / 1_024);
}

function ratesOf(results: Results): number[] {
  const rates = results
    .outcomes('a', 'ours')
    .flatMap((steps) => steps.map(({ offeredPerSecond }) => offeredPerSecond));
  return [...new Set(rates)].toSorted((a, b) => a - b);
}

function atLeast(claim: string, limit: number, measured: number): Verdict {
  return verdict(claim, `at least ${limit}`, measured, measured >= limit);
}

function atMost(claim: string, limit: number, measured: number): Verdict {
  return verdict(claim, `at most ${Math.round(limit * 100) / 100}`, measured, measured <= limit);
}

function verdict(claim: string, demanded: string, measured: number, isMet: boolean): Verdict {
  return {
    claim,
    demanded,
    measured: measured.toFixed(measured < 100 ? 2 : 0),
    isMet: Number.isNaN(measured) ? undefined : isMet,
  };
}
