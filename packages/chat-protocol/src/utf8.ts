/** Offsets into a growing reply count bytes of UTF-8, the same in every client's language. */

/** Bytes that `text` takes. A lone surrogate counts as the replacement character it is sent as. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** What is left of `text` after its first `bytes` bytes; a character cut in two is kept whole. */
export function utf8SliceFrom(text: string, bytes: number): string {
  let passed = 0;
  let index = 0;
  for (const character of text) {
    if (passed >= bytes) break;
    const next = passed + utf8Length(character);
    if (next > bytes) break;
    passed = next;
    index += character.length;
  }
  return text.slice(index);
}
