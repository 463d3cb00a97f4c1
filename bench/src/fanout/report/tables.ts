/** What was measured, as text: one table for each scenario, one column or row for each server. */

import { titleOf } from '../servers/benchmarked-server.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';
import { formatTable } from '../../table.ts';
import type { InvocationsOutcome } from '../scenarios/invocations.ts';
import { MIN_IDLE_SHARE } from '../scenarios/offered-load.ts';
import type { LoadOutcome } from '../scenarios/offered-load.ts';
import { median } from '../../llm/statistics.ts';
import type { Results, ScenarioLetter } from './results.ts';
import type { Verdict } from './verdicts.ts';

const TITLES: Readonly<Record<ScenarioLetter, string>> = {
  a: 'Open loop, 1,000 connections: p50 / p99 ms from the time due (CPU of the server)',
  b: 'One message at a time, 1,000 connections: the next when every one has the last',
  c: 'One room, 50 tokens a second: p50 / p99 ms from the time due (CPU of the server)',
  d: 'Idle connections',
  e: '50 readers of 2,000 tokens a second, one of which stops reading',
  f: 'Invocations answered, one at a time on each connection',
};

const TABLES: Readonly<Record<ScenarioLetter, (results: Results) => string[][]>> = {
  a: openLoopRows,
  b: oneAtATimeRows,
  c: largeRoomRows,
  d: idleRows,
  e: slowReaderRows,
  f: invocationRows,
};

export function tableOf(scenario: ScenarioLetter, results: Results): string {
  return `(${scenario}) ${TITLES[scenario]}\n\n${formatTable(TABLES[scenario](results))}`;
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  return formatTable([
    ['', 'demanded', 'measured', ''],
    ...verdicts.map(({ claim, demanded, measured, isMet }) => [
      claim,
      demanded,
      measured,
      isMet === true ? 'met' : 'NOT MET',
    ]),
  ]);
}

function openLoopRows(results: Results): string[][] {
  const servers = results.servers('a');
  const rates = servers
    .flatMap((server) => results.outcomes('a', server).flat())
    .map(({ offeredPerSecond }) => offeredPerSecond);
  return [
    ['deliveries a second', ...servers.map(titleOf)],
    ...[...new Set(rates)]
      .toSorted((a, b) => a - b)
      .map((rate) => [
        rate.toLocaleString('en-US'),
        ...servers.map((server) => loadCell(stepsAt(results, server, rate))),
      ]),
  ];
}

function stepsAt(results: Results, server: ServerName, rate: number): LoadOutcome[] {
  return results
    .outcomes('a', server)
    .flatMap((steps) => steps.filter(({ offeredPerSecond }) => offeredPerSecond === rate));
}

/** Falling behind in one round of several is falling behind. */
function loadCell(steps: readonly LoadOutcome[]): string {
  if (steps.length === 0) {
    return '-';
  }
  const figure = (of: (step: LoadOutcome) => number, digits: number): string =>
    median(steps.map(of)).toFixed(digits);
  const cell =
    `${figure((step) => step.p50Ms, 1)} / ${figure((step) => step.p99Ms, 1)} ` +
    `(${figure((step) => step.cpuShare, 2)})`;
  const notes = [
    ...(steps.some(({ backlog }) => backlog.isGrowing)
      ? [`backlog grows, ${figure(({ backlog }) => backlog.receivedPerSecond / 1_000, 0)}k/s came`]
      : []),
    ...(steps.some(({ isGeneratorTheLimit }) => isGeneratorTheLimit) ? ['generator full'] : []),
    ...(steps.every(({ counted }) => counted.isComplete) ? [] : ['not all came']),
  ];
  return notes.length === 0 ? cell : `${cell} ${notes.join(', ')}`;
}

function oneAtATimeRows(results: Results): string[][] {
  return [
    ['', 'deliveries/s', 'server CPU', 'records per read', 'generator idle'],
    ...results
      .servers('b')
      .map((server) => [
        titleOf(server),
        count(results.median('b', server, ({ deliveriesPerSecond }) => deliveriesPerSecond)),
        results.median('b', server, ({ cpuShare }) => cpuShare).toFixed(2),
        results.median('b', server, ({ deliveries, reads }) => deliveries / reads).toFixed(2),
        idleCell(results.median('b', server, ({ idleShare }) => idleShare)),
      ]),
  ];
}

function largeRoomRows(results: Results): string[][] {
  return [
    ['', 'members', 'latency', 'server RSS, MB', 'generator idle'],
    ...results
      .servers('c')
      .map((server) => [
        titleOf(server),
        count(results.median('c', server, ({ connections }) => connections)),
        loadCell(results.outcomes('c', server)),
        (results.median('c', server, ({ rssBytes }) => rssBytes) / 1e6).toFixed(0),
        idleCell(results.median('c', server, ({ generatorIdleShare }) => generatorIdleShare)),
      ]),
  ];
}

function idleRows(results: Results): string[][] {
  return [
    ['', 'connections', 'RSS each, KB', 'accepted/s', 'CPU each, us', 'generator idle'],
    ...results
      .servers('d')
      .map((server) => [
        titleOf(server),
        count(results.median('d', server, ({ connections }) => connections)),
        (
          results.median('d', server, ({ bytesPerConnection }) => bytesPerConnection) / 1_024
        ).toFixed(1),
        count(results.median('d', server, ({ acceptedPerSecond }) => acceptedPerSecond)),
        count(results.median('d', server, ({ cpuPerAcceptUs }) => cpuPerAcceptUs)),
        idleCell(results.median('d', server, ({ generatorIdleShare }) => generatorIdleShare)),
      ]),
  ];
}

function slowReaderRows(results: Results): string[][] {
  return [
    ['', 'p99 before', 'p99 after', 'worst second', 'server memory', 'the slow one'],
    ...results.servers('e').map((server) => {
      const ends = results.outcomes('e', server).map(({ endedAfterSeconds }) => endedAfterSeconds);
      const times = ends.filter((end) => end !== null);
      return [
        titleOf(server),
        `${results.median('e', server, ({ p99BeforeMs }) => p99BeforeMs).toFixed(1)} ms`,
        `${results.median('e', server, ({ p99AfterMs }) => p99AfterMs).toFixed(1)} ms`,
        `${results.median('e', server, ({ worstSecondP99Ms }) => worstSecondP99Ms).toFixed(1)} ms`,
        `+${(results.median('e', server, ({ rssGrowthBytes }) => rssGrowthBytes) / 1e6).toFixed(1)} MB`,
        times.length === ends.length ? `ended after ${median(times).toFixed(1)} s` : 'is kept',
      ];
    }),
  ];
}

function invocationRows(results: Results): string[][] {
  return [
    ['', 'connections', 'answers/s', 'p50 ms', 'p99 ms', 'server CPU', 'generator idle'],
    ...results.servers('f').flatMap((server) =>
      (results.outcomes('f', server)[0] ?? []).map(({ connections }, row) => {
        const cell = (of: (outcome: InvocationsOutcome) => number, digits: number): string =>
          results.median('f', server, (rows) => rows[row] && of(rows[row])).toFixed(digits);
        return [
          titleOf(server),
          `${connections}`,
          cell((outcome) => outcome.answersPerSecond, 0),
          cell((outcome) => outcome.p50Ms, 2),
          cell((outcome) => outcome.p99Ms, 2),
          cell((outcome) => outcome.cpuShare, 2),
          idleCell(results.median('f', server, (rows) => rows[row]?.generatorIdleShare)),
        ];
      }),
    ),
  ];
}

/** Where the generator has nothing to spare, the figure beside it may be the generator's. */
function idleCell(share: number): string {
  return `${share.toFixed(2)}${share < MIN_IDLE_SHARE ? ' (full)' : ''}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
