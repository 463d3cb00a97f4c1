/** Texts in which there is nothing to see. */

// Spaces, controls, format characters (zero-width), Hangul fillers and their like, the blank of Braille.
const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether nothing of a text is seen: it is empty, or all spaces and invisible characters. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}
