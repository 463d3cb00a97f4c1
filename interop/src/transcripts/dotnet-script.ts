/** The .NET client's scenarios through a recording proxy: the script that Microsoft's client writes. */

import { runDotnetClient } from '../dotnet-client.ts';
import type { ProtocolName, TransportName } from '../dotnet-client.ts';
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

const CELLS = [
  ['json', 'WebSockets'],
  ['json', 'ServerSentEvents'],
  ['json', 'LongPolling'],
  ['messagepack', 'WebSockets'],
  ['messagepack', 'LongPolling'],
] as const satisfies readonly (readonly [ProtocolName, TransportName])[];

export async function runDotnetScript(program: string, url: string): Promise<Transcripts> {
  const transcripts = new Map<string, readonly string[]>();
  for (const [protocol, transport] of CELLS) {
    await using proxy = await startRecordingProxy(url, protocol);
    const results = await runDotnetClient({
      program,
      url: proxy.url,
      protocol,
      transport,
      scenarios: SCENARIOS,
    });
    const name = `.NET client, ${protocol} ${transport}`;
    transcripts.set(
      `${name}: results`,
      results.map(({ scenario, status, detail }) => `${scenario}: ${status} ${detail}`),
    );
    proxy.connections.forEach((connection, index) => {
      const transcript = new Transcript();
      for (const record of connection.records) {
        transcript.add(record);
      }
      transcripts.set(`${name}: connection ${index + 1}`, transcript.records);
    });
  }
  return transcripts;
}
