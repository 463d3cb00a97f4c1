/**
 * `npm run fuzz:azure`: hostile bytes for everything that stands between this project and Azure SignalR Service.
 *
 * `--part codec`, `--inputs`, `--seed`; `--input` plays one input of a run again.
 */

import { parseArgs } from 'node:util';
import { printCodecReport, printGrowth } from './azure/codec/codec-report.ts';
import { measureGrowth } from './azure/codec/growth.ts';
import { runCodecFuzz } from './azure/codec/run-codec-fuzz.ts';
import { readSeeds } from './azure/codec/seeds.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
  },
});

// Refusals are thrown by the million, and nobody looks at where.
Error.stackTraceLimit = 0;

const seed = Number(values.seed);
const seeds = readSeeds();
const report = runCodecFuzz(seeds, {
  inputs: Number(values.inputs),
  seed,
  ...(values.input === undefined ? undefined : { only: Number(values.input) }),
});
printCodecReport(report, { seed, source: seeds.source });
const growth = values.input === undefined ? measureGrowth() : [];
printGrowth(growth);
const isLinear = growth.every(({ isSound }) => isSound);
process.exit(isLinear && report.offences.length === 0 ? 0 : 1);
