/** Text that every database and every encoding keeps as it is. */

// With the `u` flag this matches lone surrogates only. NUL is refused by PostgreSQL's text.
const UNSTORABLE = /[\p{Cs}\0]/gu;

/** Lone surrogates and NUL become U+FFFD, so that a text has one length in bytes wherever it is kept. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/** Whether the text ends in the first half of a surrogate pair. */
export function endsInHalfPair(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}
