/** What text takes inside a JSON string: what a message costs where its bytes are counted. */

/** Bytes of UTF-8 of `text` as `JSON.stringify` writes it, without the quotes. */
export function jsonTextLength(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

/** The longest beginning of `text` that takes at most `maxBytes` so; at least one character, and never half of one. */
export function jsonTextPrefix(text: string, maxBytes: number): string {
  if (maxBytes === Number.POSITIVE_INFINITY) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > maxBytes && end > 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function bytesOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return '\b\t\n\f\r'.includes(character) ? 2 : 6;
  if (point < 0x80) return character === '"' || character === '\\' ? 2 : 1;
  if (point >= 0xd800 && point <= 0xdfff) return 6;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
