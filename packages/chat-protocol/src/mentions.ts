/** Mentions: `@name` anywhere in a text. The server calls agents by them, the page marks them. */

/** Where a mention stands, in UTF-16 units of the text. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  /** The name as it was given to {@link findMentions}. */
  readonly name: string;
}

// `mail@llama.example` and `https://social.example/@llama` are addresses, not calls.
const WORD_OR_PATH = /[\p{L}\p{N}\p{M}_/]/u;
// So are `@llama@social.example` and `@llama-2`, where nobody has that longer name.
const LONGER_NAME = /^(?:[\p{L}\p{N}\p{M}_]|[@-][\p{L}\p{N}])/u;
/** UTF-16 units that `LONGER_NAME` looks at. */
const LONGER_NAME_UNITS = 3;

/** Mentions of these names, whatever their case, in the order of the text; the longest name wins. */
export function findMentions(text: string, names: readonly string[]): Mention[] {
  const candidates = [...names].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const mentions: Mention[] = [];
  let start = text.indexOf('@');

  while (start !== -1) {
    const mention = mentionAt(text, start, candidates);
    if (mention !== undefined) mentions.push(mention);
    start = text.indexOf('@', mention?.end ?? start + 1);
  }
  return mentions;
}

function mentionAt(text: string, start: number, names: readonly string[]): Mention | undefined {
  if (start > 0 && WORD_OR_PATH.test(characterBefore(text, start))) return undefined;

  for (const name of names) {
    const end = start + 1 + name.length;
    if (text.slice(start + 1, end).toLowerCase() !== name.toLowerCase()) continue;
    if (LONGER_NAME.test(text.slice(end, end + LONGER_NAME_UNITS))) continue;
    return { start, end, name };
  }
  return undefined;
}

function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function characterBefore(text: string, index: number): string {
  const unit = text.charCodeAt(index - 1);
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
  return characterAt(text, isLowSurrogate ? index - 2 : index - 1);
}
