/**
 * `npm run interop:azure`: Microsoft's .NET client through the emulator of Azure SignalR Service to our server.
 *
 * Flags: `--only matrix|transcripts` runs one part, `--scenarios a,b` only these of the matrix.
 */

import { parseArgs } from 'node:util';
import { showAzureMatrix } from './azure/azure-matrix.ts';
import { showAzureTranscripts } from './azure/azure-transcripts.ts';
import { buildDotnetPrograms } from './dotnet-sdk.ts';
import { runComparison } from './run-comparison.ts';

await runComparison(async () => {
  const { only, scenarios } = parseArgs({
    options: { only: { type: 'string' }, scenarios: { type: 'string' } },
  }).values;
  const { client } = await buildDotnetPrograms();
  const failures: string[] = [];
  if (only !== 'transcripts') {
    const wanted = scenarios === undefined ? {} : { scenarios: scenarios.split(',') };
    failures.push(...(await showAzureMatrix({ client, ...wanted }, console.log)));
  }
  if (only !== 'matrix') {
    failures.push(...(await showAzureTranscripts(client, console.log)));
  }
  return failures;
});
