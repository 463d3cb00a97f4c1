/** Recognises `Name:` at the beginning of a line, while the line is still being written. */

export type SpeakerPrefix =
  /** The line begins with this name; the prefix with its colon is `length` characters. */
  | { readonly kind: 'found'; readonly name: string; readonly length: number }
  /** More of the line is needed. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'none' };

const MARKS = ['', '@', '**', '**@', '__', '*'] as const;

/**
 * What `line`, which begins with no white space, begins with. Names are compared without regard to
 * case; emphasis and an `@` around them are seen through.
 */
export function speakerPrefixOf(line: string, names: readonly string[]): SpeakerPrefix {
  let isUndecided = line === '';

  for (const mark of MARKS) {
    for (const name of names) {
      const match = matchName(line, mark, name);
      if (match === 'undecided') isUndecided = true;
      else if (match !== undefined) return { kind: 'found', name, length: match };
    }
  }
  return isUndecided ? { kind: 'undecided' } : { kind: 'none' };
}

/** Length of the prefix, or that it may still become one. */
function matchName(line: string, mark: string, name: string): number | 'undecided' | undefined {
  const length = mark.length + name.length;
  const opening = (mark + name).toLowerCase();
  const start = line.slice(0, length).toLowerCase();
  if (start !== opening) return opening.startsWith(start) ? 'undecided' : undefined;

  return matchColon(line.slice(length), mark.replace('@', ''), length);
}

/** The colon behind a name, with the emphasis that was opened before it closed on either side of it. */
function matchColon(
  after: string,
  emphasis: string,
  length: number,
): number | 'undecided' | undefined {
  const isClosed = emphasis !== '' && after.startsWith(emphasis);
  const rest = isClosed ? after.slice(emphasis.length) : after;
  const space = /^[ \t]{0,3}/.exec(rest)?.[0].length ?? 0;
  const colon = rest.slice(space);
  const end = length + (after.length - colon.length) + 1;

  if (colon === '') return 'undecided';
  if (!colon.startsWith(':'))
    return emphasis !== '' && emphasis.startsWith(after) ? 'undecided' : undefined;
  if (emphasis === '' || isClosed) return end;
  const closing = colon.slice(1, 1 + emphasis.length);
  if (closing === emphasis) return end + emphasis.length;
  return emphasis.startsWith(closing) ? 'undecided' : end;
}
