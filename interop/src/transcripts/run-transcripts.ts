/** The same scripts against both servers, and the two transcripts side by side. */

import type { DotnetPrograms } from '../dotnet-sdk.ts';
import { startDotnetServer } from '../dotnet-server.ts';
import { startOurServer } from '../our-server.ts';
import type { RunningServer } from '../our-server.ts';
import { compareTranscripts } from './compare.ts';
import { runDotnetScript } from './dotnet-script.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { unlisted } from './listed-differences.ts';
import { printComparison } from './print-comparison.ts';
import { ALL_CASES, runRawScript } from './raw-script.ts';
import type { Transcripts } from './transcript.ts';

/** @returns the failures, each as a line. */
export async function showTranscripts(
  programs: DotnetPrograms,
  filter: string | undefined,
): Promise<readonly string[]> {
  await using theirs = await startDotnetServer({ program: programs.hubServer });
  await using ours = await startOurServer();
  const run = (server: RunningServer): Promise<Transcripts> =>
    runBoth(server.url, { program: programs.client, filter });
  const [their, our] = await Promise.all([run(theirs), run(ours)]);
  const comparison = compareTranscripts(their, our, KNOWN_DIFFERENCES);
  const known = filter === undefined ? KNOWN_DIFFERENCES : [...comparison.known.keys()];
  return [
    ...printComparison(
      comparison,
      { knownDifferences: known, theirs: 'ASP.NET Core', ours: 'ours' },
      console.log,
    ),
    ...(await unlisted(KNOWN_DIFFERENCES)),
  ];
}

async function runBoth(
  url: string,
  { program, filter }: { readonly program: string; readonly filter: string | undefined },
): Promise<Transcripts> {
  const cases = ALL_CASES.filter(({ name }) => name.includes(filter ?? ''));
  const raw = await runRawScript(url, cases);
  const isWanted = filter === undefined || '.NET client'.includes(filter);
  return new Map([...raw, ...(isWanted ? await runDotnetScript(program, url) : [])]);
}
