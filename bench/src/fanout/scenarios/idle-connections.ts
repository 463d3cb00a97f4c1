/** (d) Ten thousand connections that do nothing: how fast they were let in, and what memory they hold. */

import { setTimeout as delay } from 'node:timers/promises';
import type { ServerName } from '../servers/benchmarked-server.ts';
import { Bench } from './bench.ts';
import type { ScenarioSettings } from './bench.ts';

/** Opened and closed before, so that the code has been loaded and the heap has grown as far as it does for a burst. */
const WARM_UP_CONNECTIONS = 500;
const SETTLE_MS = 1_000;

export interface IdleOutcome {
  readonly connections: number;
  /** With every handshake there is, a hundred on their way at a time. */
  readonly acceptedPerSecond: number;
  /** Server CPU for one of them. */
  readonly cpuPerAcceptUs: number;
  readonly generatorIdleShare: number;
  /** Of resident memory, garbage collected before and after. */
  readonly bytesPerConnection: number;
  readonly rssBeforeBytes: number;
  readonly rssAfterBytes: number;
}

export async function measureIdleConnections(
  name: ServerName,
  { manyConnections, say }: ScenarioSettings,
): Promise<IdleOutcome> {
  await using bench = await Bench.start({ name, audience: 'everybody' });
  await bench.open(WARM_UP_CONNECTIONS);
  await bench.generator.close();
  await settle(bench);
  const before = await bench.server.used();

  const opened = await bench.open(manyConnections);
  const accepted = await bench.server.used();
  await settle(bench);
  const after = await bench.server.used();

  const { connections } = await bench.server.figures();
  if (connections !== manyConnections) {
    throw new Error(`${name} has ${connections} connections, not ${manyConnections}.`);
  }
  const outcome: IdleOutcome = {
    connections: manyConnections,
    acceptedPerSecond: manyConnections / opened.seconds,
    cpuPerAcceptUs: ((accepted.cpuSeconds - before.cpuSeconds) / manyConnections) * 1e6,
    generatorIdleShare: opened.idleShare,
    bytesPerConnection: (after.rssBytes - before.rssBytes) / manyConnections,
    rssBeforeBytes: before.rssBytes,
    rssAfterBytes: after.rssBytes,
  };
  say(
    `${Math.round(outcome.acceptedPerSecond)} accepted/s, ${Math.round(outcome.cpuPerAcceptUs)} us CPU each ` +
      `(generator idle ${opened.idleShare.toFixed(2)}), ` +
      `${(outcome.bytesPerConnection / 1_024).toFixed(1)} KB each`,
  );
  return outcome;
}

async function settle({ server }: Bench): Promise<void> {
  await delay(SETTLE_MS);
  await server.collectGarbage();
  await delay(SETTLE_MS);
  await server.collectGarbage();
}
