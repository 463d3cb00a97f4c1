/** Values that a client may put into its messages, the unpleasant ones more often than they deserve. */

import type { Random } from '../random.ts';

const TEXTS = [
  '',
  'x',
  '__proto__',
  'constructor',
  'toString',
  'grün 🦙',
  '\u0000',
  '\u001e',
  '\ud800',
  '\u2028',
  '"\\',
  '../..',
  '%s%n',
  '1e400',
] as const;
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  1.5,
  127,
  128,
  255,
  65_536,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  1e308,
  5e-324,
] as const;

export function anyText(random: Random): string {
  return random.chance(0.03) ? 'y'.repeat(random.below(3_000)) : random.pick(TEXTS);
}

export function anyValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 5 : 8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(NUMBERS);
    case 3:
    case 4:
      return anyText(random);
    case 5:
      return Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1));
    case 6:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [
          random.chance(0.01) ? '__proto__' : anyText(random).replace('__proto__', 'p'),
          anyValue(random, depth + 1),
        ]),
      );
    default:
      return random.chance(0.1) ? nested(random.below(62)) : [[]];
  }
}

/** Up to the 64 levels that are read, and now and then over them. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) {
    value = level % 2 === 0 ? [value] : { n: value };
  }
  return value;
}
