/** The same scenarios straight to our server and through the emulator, and the two transcripts side by side. */

import { startEmulator } from '@parley/azure-signalr-emulator';
import { startOurServer } from '../our-server.ts';
import { compareTranscripts } from '../transcripts/compare.ts';
import {
  cellName,
  DOTNET_CELLS,
  normalised,
  runDotnetScenarios,
} from '../transcripts/dotnet-script.ts';
import type { DotnetCell } from '../transcripts/dotnet-script.ts';
import { printComparison } from '../transcripts/print-comparison.ts';
import { HUB_CASES, runRawScript } from '../transcripts/raw-script.ts';
import { Recorder } from '../transcripts/recorder.ts';
import { startRecordingProxy } from '../transcripts/recording-proxy.ts';
import type { Transcripts } from '../transcripts/transcript.ts';
import { AZURE_DIFFERENCES } from './azure-differences.ts';
import { unlistedAzureDifferences } from './listed-azure-differences.ts';
import { startServerBehindAzure } from './server-behind-azure.ts';

/** The service has paths of its own. */
const PATH = /(?<=^(GET|POST|upgrade) )\S+/;

/** @returns the failures, each as a line. */
export async function showAzureTranscripts(
  program: string,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const [straight, through] = await Promise.all([rawStraight(), rawThrough()]);
  for (const cell of DOTNET_CELLS) {
    const both = await Promise.all([runStraight(program, cell), runThrough(program, cell)]);
    addAll(straight, both[0]);
    addAll(through, both[1]);
  }
  const comparison = compareTranscripts(straight, through, AZURE_DIFFERENCES);
  const titles = { knownDifferences: AZURE_DIFFERENCES, theirs: 'straight', ours: 'through Azure' };
  return [
    ...printComparison(comparison, titles, print),
    ...missing(straight, through),
    ...(await unlistedAzureDifferences(AZURE_DIFFERENCES)),
  ];
}

/** What the .NET client would never send, or not in this order. */
async function rawStraight(): Promise<Map<string, readonly string[]>> {
  await using server = await startOurServer();
  return new Map(await runRawScript(server.url, HUB_CASES));
}

async function rawThrough(): Promise<Map<string, readonly string[]>> {
  await using emulator = await startEmulator({ port: 0 });
  await using server = await startServerBehindAzure(emulator, emulator.url);
  return new Map(await runRawScript(server.url, HUB_CASES));
}

async function runStraight(program: string, cell: DotnetCell): Promise<Transcripts> {
  const recorder = new Recorder(cell.protocol);
  await using server = await startOurServer();
  await using proxy = await startRecordingProxy(server.url, recorder);
  const results = await runDotnetScenarios(program, { ...cell, url: proxy.url });
  return transcriptsOf(cell, results, recorder);
}

async function runThrough(program: string, cell: DotnetCell): Promise<Transcripts> {
  const recorder = new Recorder(cell.protocol);
  await using emulator = await startEmulator({ port: 0 });
  await using network = await startRecordingProxy(emulator.url, recorder);
  await using server = await startServerBehindAzure(emulator, network.url);
  await using proxy = await startRecordingProxy(server.url, recorder);
  const results = await runDotnetScenarios(program, { ...cell, url: proxy.url });
  return transcriptsOf(cell, results, recorder);
}

function transcriptsOf(
  cell: DotnetCell,
  results: readonly string[],
  { connections }: Recorder,
): Transcripts {
  const name = cellName(cell);
  const transcripts = new Map([[`${name}: results`, results]]);
  connections.forEach(({ negotiations, exchanges, messages }, index) => {
    const connection = `${name}: connection ${index + 1}`;
    const requests = [...negotiations.slice(-1), ...exchanges];
    transcripts.set(`${connection}: sent elsewhere`, negotiations.slice(0, -1));
    transcripts.set(`${connection}: requests`, normalised(requests.map(withoutPath)));
    transcripts.set(`${connection}: messages`, normalised(messages));
  });
  return transcripts;
}

function withoutPath(request: string): string {
  return request.replace(PATH, '…');
}

function addAll(target: Map<string, readonly string[]>, transcripts: Transcripts): void {
  for (const [name, records] of transcripts) {
    target.set(name, records);
  }
}

/** The comparison goes by the cases of the first. */
function missing(straight: Transcripts, through: Transcripts): readonly string[] {
  return [...through.keys()]
    .filter((name) => !straight.has(name))
    .map((name) => `${name}: only through Azure`);
}
