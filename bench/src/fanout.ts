/**
 * `npm run bench:fanout`: our SignalR server, ASP.NET Core's, socket.io and `ws` used naively, with the same clients and
 * messages, one after the other. Method, limits and flags: the README.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { dirname } from 'node:path';
import { killAllProcesses } from './fanout/controlled-process.ts';
import { parseOptions } from './fanout/options.ts';
import type { FanoutOptions } from './fanout/options.ts';
import { whyNotPinned } from './fanout/pinning.ts';
import { openFilesLimit } from './fanout/process-figures.ts';
import { drawPlot } from './fanout/report/plot.ts';
import { Results } from './fanout/report/results.ts';
import type { ScenarioLetter } from './fanout/report/results.ts';
import { tableOf, verdictTable } from './fanout/report/tables.ts';
import { verdictsOf } from './fanout/report/verdicts.ts';
import type { ScenarioSettings } from './fanout/scenarios/bench.ts';
import { measureIdleConnections } from './fanout/scenarios/idle-connections.ts';
import { measureInvocations } from './fanout/scenarios/invocations.ts';
import { measureLargeRoom } from './fanout/scenarios/large-room.ts';
import { measureOneAtATime } from './fanout/scenarios/one-at-a-time.ts';
import { measureOpenLoop } from './fanout/scenarios/open-loop.ts';
import { measureSlowReader } from './fanout/scenarios/slow-reader.ts';
import { buildAspNetServer } from './fanout/servers/aspnet-build.ts';
import { titleOf } from './fanout/servers/benchmarked-server.ts';
import type { ServerName } from './fanout/servers/benchmarked-server.ts';

const MANY_CONNECTIONS = 10_000;
/** Files a process has open beside its connections. */
const OTHER_FILES = 200;
/** Above this the figures are of the machine's other work. */
const MAX_LOAD_AVERAGE = 0.3;
/** Calls are what SignalR alone has. */
const SERVERS_WITH_CALLS: readonly ServerName[] = ['ours', 'aspnet'];

const startedAt = performance.now();
const options = parseOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killAllProcesses();
    process.exit(130);
  });
}

const servers = availableServers();
const manyConnections = await countOfMany();
describeMachine();
const results = await measureAll();
report(results);
await write(results, options);
console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes.`);

function availableServers(): readonly ServerName[] {
  if (!options.servers.includes('aspnet')) {
    return options.servers;
  }
  console.log('Building the ASP.NET Core server …');
  const obstacle = buildAspNetServer();
  if (obstacle === undefined) {
    return options.servers;
  }
  console.log(`ASP.NET Core is not measured: ${obstacle}.`);
  return options.servers.filter((server) => server !== 'aspnet');
}

async function countOfMany(): Promise<number> {
  const limit = await openFilesLimit();
  if (limit >= MANY_CONNECTIONS + OTHER_FILES) {
    return MANY_CONNECTIONS;
  }
  const count = Math.max(100, limit - OTHER_FILES);
  console.log(
    `${count} connections in the place of ${MANY_CONNECTIONS}: a process may have ${limit} files open ` +
      `(ulimit -Hn), and needs ${MANY_CONNECTIONS + OTHER_FILES}.`,
  );
  return count;
}

function describeMachine(): void {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  console.log(`${model}, ${availableParallelism()} cores, ${release()}, Node ${process.version}.`);
  console.log(
    whyNotPinned === undefined
      ? 'Servers on core 0, load on core 1.'
      : `Nothing is pinned: ${whyNotPinned}.`,
  );
  const load = loadavg()[0] ?? 0;
  if (load > MAX_LOAD_AVERAGE) {
    console.log(`The machine is busy (load average ${load.toFixed(1)}): figures are worth little.`);
  }
}

async function measureAll(): Promise<Results> {
  const all = new Results();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const scenario of options.scenarios) {
      const able =
        scenario === 'f' ? servers.filter((s) => SERVERS_WITH_CALLS.includes(s)) : servers;
      for (const server of able) {
        console.log(`\nRound ${round} of ${options.rounds}, (${scenario}) ${titleOf(server)}`);
        await measure(all, scenario, { round, server }).catch(reportFailure);
      }
    }
  }
  return all;
}

async function measure(
  all: Results,
  scenario: ScenarioLetter,
  { round, server }: { readonly round: number; readonly server: ServerName },
): Promise<void> {
  const say = (line: string): void => console.log(`  ${line}`);
  const settings: ScenarioSettings = { ...options, manyConnections, say };
  switch (scenario) {
    case 'a':
      return all.add('a', { round, server, outcome: await measureOpenLoop(server, settings) });
    case 'b':
      return all.add('b', { round, server, outcome: await measureOneAtATime(server, settings) });
    case 'c':
      return all.add('c', { round, server, outcome: await measureLargeRoom(server, settings) });
    case 'd':
      return all.add('d', {
        round,
        server,
        outcome: await measureIdleConnections(server, settings),
      });
    case 'e':
      return all.add('e', { round, server, outcome: await measureSlowReader(server, settings) });
    case 'f':
      return all.add('f', { round, server, outcome: await measureInvocations(server, settings) });
  }
}

/** One server that breaks does not cost the figures of the others. */
function reportFailure(error: unknown): void {
  console.log(`  FAILED: ${error instanceof Error ? error.message : 'for no reason given'}`);
  process.exitCode = 1;
}

function report(all: Results): void {
  for (const scenario of options.scenarios) {
    console.log(`\n${tableOf(scenario, all)}`);
  }
  const verdicts = verdictsOf(all);
  if (verdicts.length > 0) {
    console.log(`\n${verdictTable(verdicts)}`);
  }
  if (verdicts.some(({ isMet }) => isMet === false)) {
    process.exitCode = 1;
  }
}

async function write(all: Results, { out, plot }: FanoutOptions): Promise<void> {
  if (out !== undefined) {
    const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
    const file = { machine, options, results: all, verdicts: verdictsOf(all) };
    await writeText(out, `${JSON.stringify(file, null, 2)}\n`);
  }
  if (plot !== undefined) {
    await writeText(plot, drawPlot(all));
  }
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  console.log(`\n${path} written.`);
}
