/** The .NET client's scenarios through a recording proxy: the script that Microsoft's client writes. */

import { runDotnetClient } from '../dotnet-client.ts';
import type { ProtocolName, ScenarioResult, TransportName } from '../dotnet-client.ts';
import { Recorder } from './recorder.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { Transcript } from './transcript.ts';
import type { Transcripts } from './transcript.ts';

/** Those in which the same is said every time; the others are in the matrix alone. */
const SCENARIOS = [
  'values',
  'errors',
  'detailed-errors',
  'server-stream',
  'client-stream',
  'both-streams',
  'send',
  'targets',
  'groups',
  'group-commands',
  'users',
  'client-results',
  'bearer-token',
  'large-messages',
  'parallel-invocations',
  'unauthorized',
];

/** MessagePack is not for Server-Sent Events. */
export const DOTNET_CELLS = [
  { protocol: 'json', transport: 'WebSockets' },
  { protocol: 'json', transport: 'ServerSentEvents' },
  { protocol: 'json', transport: 'LongPolling' },
  { protocol: 'messagepack', transport: 'WebSockets' },
  { protocol: 'messagepack', transport: 'LongPolling' },
] as const satisfies readonly DotnetCell[];

export interface DotnetCell {
  readonly protocol: ProtocolName;
  readonly transport: TransportName;
}

export async function runDotnetScript(program: string, url: string): Promise<Transcripts> {
  const transcripts = new Map<string, readonly string[]>();
  for (const cell of DOTNET_CELLS) {
    const recorder = new Recorder(cell.protocol);
    await using proxy = await startRecordingProxy(url, recorder);
    const results = await runDotnetScenarios(program, { ...cell, url: proxy.url });
    const name = cellName(cell);
    transcripts.set(`${name}: results`, results);
    recorder.connections.forEach((connection, index) => {
      transcripts.set(`${name}: connection ${index + 1}`, normalised(connection.records));
    });
  }
  return transcripts;
}

/** @returns how each ended, as a line. */
export async function runDotnetScenarios(
  program: string,
  cell: DotnetCell & { readonly url: string },
): Promise<readonly string[]> {
  const results = await runDotnetClient({ program, ...cell, scenarios: SCENARIOS });
  return results.map(describe);
}

export function cellName({ protocol, transport }: DotnetCell): string {
  return `.NET client, ${protocol} ${transport}`;
}

/** Without what differs from run to run. */
export function normalised(records: readonly string[]): readonly string[] {
  const transcript = new Transcript();
  for (const record of records) {
    transcript.add(record);
  }
  return transcript.records;
}

function describe({ scenario, status, detail }: ScenarioResult): string {
  return `${scenario}: ${status} ${detail}`;
}
