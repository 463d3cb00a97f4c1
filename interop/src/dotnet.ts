/**
 * `npm run interop:dotnet`: Microsoft's own server and client against ours.
 *
 * Flags: `--only matrix|transcripts|farm` runs one part, `--scenarios a,b` only these of the matrix,
 * `--cases text` only the cases of the transcripts that are called so, `--reference` the matrix against ASP.NET Core.
 */

import { parseArgs } from 'node:util';
import { buildDotnetPrograms } from './dotnet-sdk.ts';
import type { DotnetPrograms } from './dotnet-sdk.ts';
import { startDotnetServer } from './dotnet-server.ts';
import { showFarm } from './farm/show-farm.ts';
import { printMatrix } from './matrix/print-matrix.ts';
import { runMatrix } from './matrix/run-matrix.ts';
import { startOurServer } from './our-server.ts';
import { runComparison } from './run-comparison.ts';
import { showTranscripts } from './transcripts/run-transcripts.ts';

const PARTS = ['matrix', 'transcripts', 'farm'] as const;

interface Flags {
  readonly only?: string | undefined;
  readonly scenarios?: string | undefined;
  /** A part of the names of the cases that are compared. */
  readonly cases?: string | undefined;
  /** Runs the matrix against ASP.NET Core instead, to see that the client's expectations are right. */
  readonly reference?: boolean | undefined;
}

async function main(): Promise<readonly string[]> {
  const flags: Flags = parseArgs({
    options: {
      only: { type: 'string' },
      scenarios: { type: 'string' },
      reference: { type: 'boolean' },
      cases: { type: 'string' },
    },
  }).values;
  const programs = await buildDotnetPrograms();
  const failures: string[] = [];
  for (const part of PARTS) {
    if (flags.only === undefined || flags.only === part) {
      failures.push(...(await runPart(part, programs, flags)));
    }
  }
  return failures;
}

async function runPart(
  part: (typeof PARTS)[number],
  programs: DotnetPrograms,
  flags: Flags,
): Promise<readonly string[]> {
  switch (part) {
    case 'matrix':
      return showMatrix(programs, flags);
    case 'transcripts':
      return showTranscripts(programs, flags.cases);
    case 'farm':
      return showFarm(programs, console.log);
  }
}

async function showMatrix(programs: DotnetPrograms, flags: Flags): Promise<readonly string[]> {
  await using server =
    flags.reference === true
      ? await startDotnetServer({ program: programs.hubServer })
      : await startOurServer();
  const columns = await runMatrix({
    client: programs.client,
    url: server.url,
    ...(flags.scenarios === undefined ? {} : { scenarios: flags.scenarios.split(',') }),
  });
  return printMatrix(columns, console.log);
}

await runComparison(main);
