/** A text in one line, to recognise a message by. */

const EXCERPT_LENGTH = 140;

/** One line of a text, short enough for one. */
export function excerptOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH).trimEnd()}…` : line;
}
