/** Figures and names as people read them. */

const NUMBERS = new Intl.NumberFormat('en');
const TIMES = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
/** Controls, and characters that change the direction of what follows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function number(value) {
  return NUMBERS.format(value);
}

export function counted(value, one, many = `${one}s`) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

export function time(epochMs) {
  return TIMES.format(epochMs);
}

/** Names are an application's: what cannot be seen is written out. */
export function visible(name) {
  const text = name.replaceAll(
    INVISIBLE,
    (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, '0')}`,
  );
  return text === '' ? '(empty)' : text;
}
