/** Two transcripts of the same script, record by record. */

import type { KnownDifference } from './known/known-difference.ts';
import { withoutEscapes } from './normal-text.ts';
import type { Transcripts } from './transcript.ts';

export interface Difference {
  readonly caseName: string;
  readonly theirs: string | undefined;
  readonly ours: string | undefined;
}

export interface Comparison {
  readonly counts: {
    readonly records: number;
    readonly equal: number;
    /** Equal but for the spelling of characters in strings of JSON. */
    readonly escapes: number;
    /** Made up of known differences. */
    readonly known: number;
  };
  /** How often each known difference was seen. */
  readonly known: ReadonlyMap<KnownDifference, number>;
  readonly differences: readonly Difference[];
}

export function compareTranscripts(
  theirs: Transcripts,
  ours: Transcripts,
  knownDifferences: readonly KnownDifference[],
): Comparison {
  const tally = new Tally(knownDifferences);
  for (const [caseName, their] of theirs) {
    tally.compare(caseName, their, ours.get(caseName) ?? []);
  }
  return tally;
}

class Tally implements Comparison {
  readonly counts = { records: 0, equal: 0, escapes: 0, known: 0 };
  readonly known = new Map<KnownDifference, number>();
  readonly differences: Difference[] = [];
  readonly #knownDifferences: readonly KnownDifference[];

  constructor(knownDifferences: readonly KnownDifference[]) {
    this.#knownDifferences = knownDifferences;
  }

  compare(caseName: string, theirs: readonly string[], ours: readonly string[]): void {
    const count = Math.max(theirs.length, ours.length);
    this.counts.records += count;
    for (let index = 0; index < count; index += 1) {
      const difference = { caseName, theirs: theirs[index], ours: ours[index] };
      if (this.#accept(difference)) {
        continue;
      }
      const rest = { theirs: theirs.slice(index), ours: ours.slice(index) };
      const known = this.#knownDifferences.find((one) => isRest(one, { caseName, ...rest }));
      if (known !== undefined) {
        this.#note(known);
        this.counts.known += count - index;
        return;
      }
      this.differences.push(difference);
    }
  }

  #accept(difference: Difference): boolean {
    if (difference.theirs === difference.ours) {
      this.counts.equal += 1;
      return true;
    }
    if (isEqualButForEscapes(difference)) {
      this.counts.escapes += 1;
      return true;
    }
    const found = explain(difference, this.#knownDifferences);
    for (const one of found) {
      this.#note(one);
    }
    this.counts.known += found.length === 0 ? 0 : 1;
    return found.length > 0;
  }

  #note(known: KnownDifference): void {
    this.known.set(known, (this.known.get(known) ?? 0) + 1);
  }
}

function isRest(
  known: KnownDifference,
  rest: { caseName: string; theirs: readonly string[]; ours: readonly string[] },
): boolean {
  return (
    known.kind === 'rest' &&
    known.case.test(rest.caseName) &&
    known.theirs.test(rest.theirs.join('\n')) &&
    known.ours.test(rest.ours.join('\n'))
  );
}

/** The known differences that together make up this one; none where something else is different. */
function explain(
  difference: Difference,
  knownDifferences: readonly KnownDifference[],
): readonly KnownDifference[] {
  const candidates = knownDifferences.filter((known) => known.case.test(difference.caseName));
  const whole = candidates.find((known) => isWhole(known, difference));
  if (whole !== undefined) {
    return [whole];
  }
  const parts: KnownDifference[] = [];
  let ours = difference.ours;
  for (const known of candidates) {
    if (known.kind === 'part' && ours !== undefined && known.ours.test(ours)) {
      ours = ours.replace(known.ours, known.theirs);
      parts.push(known);
    }
  }
  const rest = { ...difference, ours };
  if (rest.theirs === rest.ours || isEqualButForEscapes(rest)) {
    return parts;
  }
  const remaining = candidates.find((known) => isWhole(known, rest));
  return remaining === undefined ? [] : [...parts, remaining];
}

function isEqualButForEscapes({ theirs, ours }: Difference): boolean {
  return (
    theirs !== undefined && ours !== undefined && withoutEscapes(theirs) === withoutEscapes(ours)
  );
}

function isWhole(known: KnownDifference, { theirs, ours }: Difference): boolean {
  return known.kind === 'records' && fits(known.theirs, theirs) && fits(known.ours, ours);
}

function fits(expected: RegExp, record: string | undefined): boolean {
  return record !== undefined && expected.test(record);
}
