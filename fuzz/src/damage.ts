/** Bytes that were something once. */

import type { Random } from './random.ts';

const TELLING = [
  0x00, 0x1e, 0x22, 0x7b, 0x7d, 0x5b, 0x7f, 0x80, 0xc1, 0xdd, 0xdf, 0xc6, 0xff,
] as const;

/** Never the same bytes, unless by chance. */
export function damaged(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    result = damagedOnce(result, random);
  }
  return result;
}

function damagedOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (random.below(7)) {
    case 0:
      return Buffer.concat([before, Buffer.of(random.pick(TELLING)), after.subarray(1)]);
    case 1:
      return Buffer.concat([before, random.bytes(1 + random.below(4)), after]);
    case 2:
      return Buffer.concat([before, after.subarray(1 + random.below(4))]);
    case 3:
      return before;
    case 4:
      return Buffer.concat([before, after.subarray(0, 8), after]);
    case 5:
      return Buffer.concat([before, Buffer.alloc(random.below(200), random.pick(TELLING)), after]);
    default:
      return flipped(bytes, random);
  }
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.below(Math.max(1, copy.length));
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}
