/** One input of a run: bytes that arrive on a server connection. Everything follows from the seed and the number. */

import { damaged } from '../../damage.ts';
import type { Random } from '../../random.ts';
import { anyArray, anyMemberPage, anyStructure, nestedStructure } from './structures.ts';

const SHARES = [
  ['vector', 0.04],
  ['damaged vector', 0.26],
  ['structure', 0.24],
  ['damaged structure', 0.16],
  ['lying structure', 0.12],
  ['nested', 0.03],
  ['array', 0.07],
  ['member page', 0.01],
  ['noise', 0.03],
  ['lying frame', 0.04],
] as const;

export type InputKind = (typeof SHARES)[number][0];

export interface Input {
  readonly kind: InputKind;
  /** A frame: a length, and a body. Of a page of members the body alone. */
  readonly bytes: Buffer;
  /** It must be read, and to its end. */
  readonly isSound: boolean;
}

export function anyInput(random: Random, vectors: readonly Buffer[]): Input {
  const kind = pickKind(random);
  switch (kind) {
    case 'vector':
      return sound(kind, framed(anyVector(random, vectors)));
    case 'damaged vector':
      return hostile(kind, framed(damaged(anyVector(random, vectors), random)));
    case 'structure':
      return sound(kind, framed(anyStructure(random, { lieChance: 0 }).body));
    case 'damaged structure':
      return hostile(kind, framed(damaged(anyStructure(random, { lieChance: 0 }).body, random)));
    case 'lying structure':
      return hostile(kind, framed(anyStructure(random, { lieChance: 0.1 }).body));
    case 'nested':
      return sound(kind, framed(nestedStructure(random, random.below(2_000))));
    case 'array':
      return hostile(kind, framed(anyArray(random)));
    case 'member page':
      return hostile(kind, memberPage(random));
    case 'noise':
      return hostile(kind, random.bytes(random.below(120)));
    case 'lying frame':
      return hostile(kind, lyingFrame(anyVector(random, vectors), random));
  }
}

/** A body behind its length. */
export function framed(body: Buffer): Buffer {
  return Buffer.concat([lengthPrefix(body.length), body]);
}

function pickKind(random: Random): InputKind {
  let rest = random.next();
  for (const [kind, share] of SHARES) {
    if (rest < share) {
      return kind;
    }
    rest -= share;
  }
  return 'vector';
}

function sound(kind: InputKind, bytes: Buffer): Input {
  return { kind, bytes, isSound: true };
}

function hostile(kind: InputKind, bytes: Buffer): Input {
  return { kind, bytes, isSound: false };
}

function anyVector(random: Random, vectors: readonly Buffer[]): Buffer {
  return vectors[random.below(vectors.length)] ?? Buffer.of(0x91, 3);
}

/** A length that is not the body's, longer than it need be, or without an end. */
function lyingFrame(body: Buffer, random: Random): Buffer {
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([lengthPrefix(Math.max(0, body.length + random.below(9) - 4)), body]);
    case 1:
      return Buffer.concat([lengthPrefix(random.below(2 ** 32)), body]);
    case 2:
      return Buffer.concat([
        Buffer.of(body.length | 0x80, 0x80 | (body.length >> 7), 0x80, 0),
        body,
      ]);
    default:
      return Buffer.concat([Buffer.alloc(5 + random.below(3), 0xff), body]);
  }
}

function memberPage(random: Random): Buffer {
  const page = anyMemberPage(random);
  return random.chance(0.5) ? page : damaged(page, random);
}

function lengthPrefix(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.of(...bytes, rest);
}
