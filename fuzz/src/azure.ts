/**
 * `npm run fuzz:azure`: hostile bytes for everything that stands between this project and Azure SignalR Service.
 *
 * `--part codec` or `live`, `--seed`; `--inputs` of the codec and `--input` to play one of a run again; `--sessions` of
 * the live run.
 */

import { parseArgs } from 'node:util';
import { printCodecReport, printGrowth } from './azure/codec/codec-report.ts';
import { measureGrowth } from './azure/codec/growth.ts';
import { runCodecFuzz } from './azure/codec/run-codec-fuzz.ts';
import { readSeeds } from './azure/codec/seeds.ts';
import { startLiveProcess } from './azure/live/live-process.ts';
import { printLiveReport } from './azure/live/live-report.ts';
import { runLiveFuzz } from './azure/live/run-live-fuzz.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
    sessions: { type: 'string', default: '8000' },
  },
});
const seed = Number(values.seed);

function fuzzCodec(): boolean {
  // Refusals are thrown by the million, and nobody looks at where.
  Error.stackTraceLimit = 0;
  const seeds = readSeeds();
  const report = runCodecFuzz(seeds, {
    inputs: Number(values.inputs),
    seed,
    ...(values.input === undefined ? undefined : { only: Number(values.input) }),
  });
  printCodecReport(report, { seed, source: seeds.source });
  const growth = values.input === undefined ? measureGrowth() : [];
  printGrowth(growth);
  Error.stackTraceLimit = 10;
  return report.offences.length === 0 && growth.every(({ isSound }) => isSound);
}

async function fuzzLive(): Promise<boolean> {
  const failures: string[] = [];
  const targets = await startLiveProcess(seed, (text) => failures.push(text));
  const options = { sessionCount: Number(values.sessions), seed };
  const report = await runLiveFuzz(targets, options, failures);
  printLiveReport(report, options);
  await targets.close();
  return report.failures.length === 0;
}

const isCodecSound = values.part === 'live' || fuzzCodec();
const isLiveSound = values.part === 'codec' || (await fuzzLive());
process.exit(isCodecSound && isLiveSound ? 0 : 1);
