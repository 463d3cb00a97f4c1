/**
 * `npm run bench:fanout`: our SignalR server, ASP.NET Core's, socket.io and `ws` used naively, with the same clients and
 * messages, one after the other. Method, limits and flags: the README.
 */

import { loadavg } from 'node:os';
import { killAllProcesses } from './fanout/controlled-process.ts';
import { parseOptions } from './fanout/options.ts';
import type { ScenarioLetter } from './fanout/options.ts';
import { whyNotPinned } from './fanout/pinning.ts';
import type { ScenarioSettings } from './fanout/scenarios/bench.ts';
import { measureOneAtATime } from './fanout/scenarios/one-at-a-time.ts';
import { measureOpenLoop } from './fanout/scenarios/open-loop.ts';
import { titleOf } from './fanout/servers/benchmarked-server.ts';
import type { ServerName } from './fanout/servers/benchmarked-server.ts';

const options = parseOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killAllProcesses();
    process.exit(130);
  });
}

console.log(
  whyNotPinned === undefined
    ? 'Servers on core 0, load on core 1.'
    : `Nothing is pinned: ${whyNotPinned}.`,
);
console.log(`Load average before the start: ${loadavg()[0]?.toFixed(2)} (it should be near 0).`);

for (let round = 1; round <= options.rounds; round += 1) {
  for (const scenario of options.scenarios) {
    for (const server of options.servers) {
      console.log(`Round ${round} (${scenario}) ${titleOf(server)}`);
      await measure(scenario, server);
    }
  }
}

async function measure(scenario: ScenarioLetter, server: ServerName): Promise<void> {
  const settings: ScenarioSettings = { ...options, say: (line) => console.log(`  ${line}`) };
  switch (scenario) {
    case 'a':
      await measureOpenLoop(server, settings);
      return;
    case 'b':
      await measureOneAtATime(server, settings);
      return;
    case 'c':
    case 'd':
    case 'e':
    case 'f':
  }
}
