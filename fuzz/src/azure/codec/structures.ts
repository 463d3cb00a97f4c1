/**
 * Messages of the service protocol made of chance, from a table of their items that is not the codec's own: what the
 * codec makes of them is compared with what a reader of plain MessagePack sees.
 */

import type { Random } from '../../random.ts';
import { Packer } from './packer.ts';
import type { PackerOptions } from './packer.ts';

/**
 * The items behind the number of the type. s text, n text or nil, i integer, w integer of four bytes, o integer or nil,
 * b bytes, l texts, p payloads, c claims, h headers, t flag, e extensions, r any number of texts.
 */
const ITEMS: readonly (readonly [type: number, items: string, extensions?: readonly number[]])[] = [
  [1, 'iisie'],
  [1, 'iisiet'],
  [2, 'nen'],
  [3, 'r'],
  [4, 'schse', [1, 3]],
  [5, 'snhe', [1]],
  [6, 'sbe', [1, 5, 6]],
  [7, 'lpe', [1, 4]],
  [8, 'spe', [1, 4]],
  [9, 'lpe', [1, 4]],
  [10, 'lpe', [1, 4]],
  [11, 'sse', [1]],
  [12, 'sne', [1]],
  [13, 'slpeln', [1, 4]],
  [14, 'lpe', [1, 4]],
  [15, 's'],
  [16, 'sse', [1, 2]],
  [17, 'sne', [1]],
  [18, 'ssie', [1]],
  [19, 'snie', [1]],
  [20, 'iine'],
  [20, 'iineb'],
  [21, 'ssie', [1]],
  [22, 'inine'],
  [23, 'sie', [1]],
  [24, 'sie', [1]],
  [25, 'sie', [1]],
  [26, 'ssie', [1, 2]],
  [27, 'snie', [1]],
  [28, 'nne'],
  [29, 'nnnne'],
  [30, 'snie', [1]],
  [31, 'nile', [1]],
  [32, 'snile', [1]],
  [33, 'snile', [1]],
  [34, 'ssspe', [1]],
  [35, 'sssnbe', [1, 3]],
  [36, 'sssse', [1]],
  [37, 'ssse'],
  [38, 'se'],
  [39, 'swwe'],
  [40, 'esion', [1]],
];

/** Behind these an item of a newer form stands: not just anything. */
const GREW_LATER: readonly string[] = ['iisie', 'iine'];

const TEXTS = [
  '',
  'a',
  'json',
  'messagepack',
  'grün 🦙',
  '__proto',
  'toString',
  '\u0000',
  '\ufeff',
  'İ',
] as const;
const INTEGERS = [
  0,
  1,
  -1,
  31,
  -32,
  127,
  128,
  -129,
  255,
  65_535,
  65_536,
  2 ** 31 - 1,
  -(2 ** 31),
] as const;
const LONGS = [0n, 1n, 255n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n] as const;
const LENGTHS = [0, 1, 5, 31, 32, 255, 256, 300] as const;
const UNKNOWN_EXTENSIONS = [0, 7, 99, -1, 70_000] as const;
/** Behind the items of a message and in extensions that nobody knows. */
const MAX_DEPTH = 6;

export interface Structure {
  readonly body: Buffer;
  /** Whether every count and length in it is true. */
  readonly isSound: boolean;
}

/** One message, sound unless the packer lies. */
export function anyStructure(random: Random, options: PackerOptions): Structure {
  const packer = new Packer(random, options);
  const [type, items, extensions = []] = ITEMS[random.below(ITEMS.length)] ?? [3, 'r'];
  if (items === 'r') {
    writePing(packer, random);
  } else {
    const more = !GREW_LATER.includes(items) && random.chance(0.05) ? 1 + random.below(3) : 0;
    packer.list(1 + items.length + more);
    packer.integer(type);
    for (const item of items) {
      writeItem(packer, random, item === 'e' ? { item, extensions } : { item, extensions: [] });
    }
    for (let left = more; left > 0; left -= 1) {
      writeAny(packer, random, 0);
    }
  }
  if (random.chance(0.02)) {
    packer.raw(random.bytes(1 + random.below(9)));
  }
  return { body: packer.taken(), isSound: packer.lies === 0 };
}

/** Anything at all in an array, now and then with the number of a type first. */
export function anyArray(random: Random): Buffer {
  const packer = new Packer(random, { lieChance: 0.02 });
  const count = random.below(9);
  packer.list(count + 1);
  if (random.chance(0.9)) {
    packer.integer(random.below(46));
  } else {
    writeAny(packer, random, 0);
  }
  for (let left = count; left > 0; left -= 1) {
    writeAny(packer, random, 0);
  }
  return packer.taken();
}

/** The answer of a group member query. */
export function anyMemberPage(random: Random): Buffer {
  const packer = new Packer(random, { lieChance: 0.02 });
  const count = random.below(5);
  packer.list(2);
  packer.list(count);
  for (let left = count; left > 0; left -= 1) {
    packer.list(2);
    writeText(packer, random, false);
    writeText(packer, random, true);
  }
  writeText(packer, random, true);
  return packer.taken();
}

/** Sound: an extension that nobody knows, nested as deep as `bytes` allows, in lists, maps, or both by turns. */
export function nestedStructure(random: Random, depth: number): Buffer {
  const packer = new Packer(random, { lieChance: 0 });
  packer.raw(Buffer.of(0x93, 38, 0xa1, 0x63, 0x81, 99));
  const how = random.below(3);
  for (let level = 0; level < depth; level += 1) {
    const isMap = how === 1 || (how === 2 && level % 2 === 1);
    packer.raw(isMap ? Buffer.of(0x81, 0xa0) : Buffer.of(0x91));
  }
  packer.nil();
  return packer.taken();
}

function writePing(packer: Packer, random: Random): void {
  const count = random.chance(0.1) ? random.below(40) : random.below(6);
  packer.list(count + 1);
  packer.integer(3);
  for (let left = count; left > 0; left -= 1) {
    writeText(packer, random, true);
  }
}

function writeItem(
  packer: Packer,
  random: Random,
  { item, extensions }: { readonly item: string; readonly extensions: readonly number[] },
): void {
  switch (item) {
    case 's':
      return writeText(packer, random, false);
    case 'n':
      return writeText(packer, random, true);
    case 'i':
    case 'w':
      return packer.integer(random.pick(INTEGERS));
    case 'o':
      return random.chance(0.5) ? packer.nil() : packer.integer(random.pick(INTEGERS));
    case 'b':
      return packer.bytes(random.bytes(random.pick(LENGTHS)));
    case 't':
      return packer.flag(random.chance(0.5));
    case 'l':
      return writeList(packer, random);
    case 'p':
      return writeNamed(packer, random, () => packer.bytes(random.bytes(random.below(40))));
    case 'h':
      return writeNamed(packer, random, () => writeList(packer, random));
    case 'c':
      return writeClaims(packer, random);
    case 'e':
      return writeExtensions(packer, random, extensions);
    default:
      throw new Error(`There is no item '${item}'.`);
  }
}

function writeText(packer: Packer, random: Random, mayBeNil: boolean): void {
  if (mayBeNil && random.chance(0.2)) {
    packer.nil();
  } else {
    packer.text(random.chance(0.05) ? 'é'.repeat(random.pick(LENGTHS)) : random.pick(TEXTS));
  }
}

function writeList(packer: Packer, random: Random): void {
  if (random.chance(0.05)) {
    return packer.nil();
  }
  const count = random.chance(0.05) ? random.below(300) : random.below(4);
  packer.list(count);
  for (let left = count; left > 0; left -= 1) {
    writeText(packer, random, false);
  }
}

/** Names that differ, also without their case. */
function writeNamed(packer: Packer, random: Random, writeValue: () => void): void {
  if (random.chance(0.05)) {
    return packer.nil();
  }
  const count = random.chance(0.05) ? random.below(40) : random.below(3);
  packer.map(count);
  for (let index = 0; index < count; index += 1) {
    packer.text(`${random.chance(0.5) ? 'JSON' : 'json'}${index}`);
    writeValue();
  }
}

/** Types repeat. */
function writeClaims(packer: Packer, random: Random): void {
  const count = random.below(5);
  packer.map(count);
  for (let left = count; left > 0; left -= 1) {
    writeText(packer, random, false);
    writeText(packer, random, false);
  }
}

/** The message's own, unknown ones, and now and then the same again. */
function writeExtensions(packer: Packer, random: Random, own: readonly number[]): void {
  if (random.chance(0.03)) {
    return packer.nil();
  }
  const keys = own.filter(() => random.chance(0.4));
  if (random.chance(0.1)) {
    keys.push(random.pick(UNKNOWN_EXTENSIONS));
  }
  if (random.chance(0.05)) {
    keys.push(...keys);
  }
  packer.map(keys.length);
  for (const key of keys) {
    packer.integer(key);
    writeExtension(packer, random, key);
  }
}

function writeExtension(packer: Packer, random: Random, key: number): void {
  switch (key) {
    case 1:
      return packer.long(random.pick(LONGS));
    case 2:
    case 5:
      return packer.integer(random.pick(INTEGERS));
    case 3:
    case 4:
      return writeText(packer, random, true);
    case 6:
      return packer.flag(random.chance(0.5));
    default:
      return writeAny(packer, random, 0);
  }
}

function writeAny(packer: Packer, random: Random, depth: number): void {
  switch (random.below(depth < MAX_DEPTH ? 11 : 8)) {
    case 0:
      return packer.nil();
    case 1:
      return packer.flag(random.chance(0.5));
    case 2:
      return packer.integer(random.pick(INTEGERS));
    case 3:
      return packer.long(random.pick(LONGS));
    case 4:
      return packer.double(random.next());
    case 5:
      return packer.bytes(random.bytes(random.below(20)));
    case 6:
      // An extension of MessagePack itself: of 1, 2, 4 bytes.
      return packer.raw(
        Buffer.concat([Buffer.of(0xd4 + (depth % 3), 7), random.bytes(1 << (depth % 3))]),
      );
    case 8:
      return writeAnyList(packer, random, depth);
    case 9:
      return writeAnyMap(packer, random, depth);
    default:
      return writeText(packer, random, false);
  }
}

function writeAnyList(packer: Packer, random: Random, depth: number): void {
  const count = random.below(4);
  packer.list(count);
  for (let left = count; left > 0; left -= 1) {
    writeAny(packer, random, depth + 1);
  }
}

function writeAnyMap(packer: Packer, random: Random, depth: number): void {
  const count = random.below(4);
  packer.map(count);
  for (let left = count; left > 0; left -= 1) {
    writeText(packer, random, false);
    writeAny(packer, random, depth + 1);
  }
}
