/** Names of people and rooms: what is allowed, and when two are the same. */

import { limits } from './limits.ts';

// Controls, format characters (bidirectional overrides, zero-width), private use, surrogates, separators;
// and what counts as a letter, a mark or a symbol without being seen: Hangul fillers, Braille's blank.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}/u;
// U+FE0F makes the symbol before it an emoji; after anything else it makes a second name that looks the same.
const STRAY_EMOJI_SELECTOR = /(?<!\p{Extended_Pictographic})\ufe0f(?!\u20e3)/u;
const EMOJI_SELECTORS = /\ufe0f/gu;
// More marks on one letter than any script stacks: they would run over the lines above and below.
const STACKED_MARKS = /\p{M}{6}/u;
// `:` would let a name forge "Bob: I agree" in a transcript; `@` and `#` start mentions.
const RESERVED_CHARACTERS = /[:@#<>[\]{}|`\\/]/;
const RESERVED_NAMES = [
  'you',
  'everyone',
  'here',
  'channel',
  'room',
  'system',
  'assistant',
  'user',
  'admin',
  'parley',
];

/** The form in which a name is kept and shown: NFKC, single spaces, none at the ends. */
export function normaliseName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ');
}

/** Two names are the same person's when their keys are equal. */
export function nameKey(name: string): string {
  // There and back, because some letters meet only on the way: `ß` and `SS`, final and other sigmas.
  const folded = normaliseName(name).toLowerCase().toUpperCase().toLowerCase();
  return folded.replace(EMOJI_SELECTORS, '').normalize('NFKC');
}

// Digits, Cyrillic and Greek letters that pass for the Latin one at the same place. They matter for the
// few reserved names only, so the list is short.
const DOUBLES = '013iıаеорсухіӏѕмαεορινυτμ';
const LATIN = 'olellaeopcyxllsmaeoplvutm';

/** Equal for names that look alike: letters and digits alone, without accents, each as its double. */
export function lookalikeKey(name: string): string {
  const letters = nameKey(name)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return Array.from(letters, asLatin).join('');
}

/** A sentence that says why a display name is not allowed, or `undefined` when it is. */
export function displayNameProblem(name: string): string | undefined {
  if (isPartlyInvisible(name)) return 'A name cannot hold invisible characters.';
  const normalised = normaliseName(name);
  if (STACKED_MARKS.test(normalised)) return 'A name cannot stack that many marks on one letter.';
  if (normalised === '') return 'A name needs at least one letter or digit.';
  if (Array.from(normalised).length > limits.maxNameLength)
    return `A name has at most ${limits.maxNameLength} characters.`;
  if (RESERVED_CHARACTERS.test(normalised))
    return 'A name cannot hold : @ # < > [ ] { } | ` \\ or /.';
  if (!/[\p{L}\p{N}]/u.test(normalised)) return 'A name needs at least one letter or digit.';
  if (RESERVED_KEYS.has(lookalikeKey(normalised)))
    return `“${normalised}” is not a name a person can have.`;
  return undefined;
}

/** A sentence that says why a room's name is not allowed, or `undefined` when it is. */
export function roomNameProblem(name: string): string | undefined {
  if (isPartlyInvisible(name)) return 'A room’s name cannot hold invisible characters.';
  const normalised = normaliseName(name);
  if (STACKED_MARKS.test(normalised))
    return 'A room’s name cannot stack that many marks on one letter.';
  if (!/[\p{L}\p{N}]/u.test(normalised)) return 'A room’s name needs at least one letter or digit.';
  if (Array.from(normalised).length > limits.maxRoomNameLength)
    return `A room’s name has at most ${limits.maxRoomNameLength} characters.`;
  return undefined;
}

function isPartlyInvisible(name: string): boolean {
  return INVISIBLE.test(name) || STRAY_EMOJI_SELECTOR.test(name);
}

function asLatin(letter: string): string {
  const index = DOUBLES.indexOf(letter);
  return index === -1 ? letter : LATIN.charAt(index);
}

const RESERVED_KEYS: ReadonlySet<string> = new Set(RESERVED_NAMES.map(lookalikeKey));
