/** A comparison for the terminal. */

import type { Comparison, Difference } from './compare.ts';
import type { KnownDifference } from './known/known-difference.ts';

/** Characters shown before what differs, and in all. */
const CONTEXT = 40;
const LONGEST = 240;

/** What was looked for, and what to call the two. */
export interface ComparisonTitles {
  readonly knownDifferences: readonly KnownDifference[];
  readonly theirs: string;
  readonly ours: string;
}

/** @returns the failures, each as a line. */
export function printComparison(
  { counts, known, differences }: Comparison,
  { knownDifferences, theirs, ours }: ComparisonTitles,
  print: (line: string) => void,
): readonly string[] {
  const width = Math.max(theirs.length, ours.length) + 1;
  const titles = [`${theirs}:`.padEnd(width), `${ours}:`.padEnd(width)] as const;
  print(
    `${counts.records} records compared: ${counts.equal} equal, ` +
      `${counts.escapes} equal but for escapes in JSON strings, ` +
      `${counts.known} differ as known, ${differences.length} differ otherwise`,
  );
  for (const difference of knownDifferences) {
    print(`  ${difference.rule}  ${known.get(difference) ?? 0} records  ${difference.what}`);
  }
  return [
    ...differences.map((difference) => describe(difference, titles)),
    ...knownDifferences
      .filter((difference) => !known.has(difference))
      .map(({ rule, what }) => `${rule} is known as a difference and was not seen: ${what}`),
  ];
}

function describe(
  { caseName, theirs = '(nothing)', ours = '(nothing)' }: Difference,
  [theirTitle, ourTitle]: readonly [string, string],
): string {
  const start = Math.max(0, commonLength(theirs, ours) - CONTEXT);
  const shown = (record: string): string =>
    (start > 0 ? '…' : '') + record.slice(start, start + LONGEST);
  return `${caseName}\n  ${theirTitle} ${shown(theirs)}\n  ${ourTitle} ${shown(ours)}`;
}

/** How much of both beginnings is the same. */
function commonLength(first: string, second: string): number {
  let length = 0;
  while (length < first.length && first[length] === second[length]) {
    length += 1;
  }
  return length;
}
