/** One connection of a hostile client from its beginning to its end. */

import type { Encoding, FuzzFrame, Hostility } from './messages.ts';
import { anyFrame } from './messages.ts';
import { damaged } from '../damage.ts';
import type { Random } from '../random.ts';

export interface SessionSetting {
  readonly port: number;
  readonly random: Random;
  /** Called for each frame when it is sent. */
  readonly onSent: (kind: Hostility | 'transport' | 'request', bytes: Buffer) => void;
}

/** How it ended, in the words of the table; a violation is an end that no rule allows. */
export type SessionEnd =
  | { readonly kind: 'specified'; readonly how: string }
  | { readonly kind: 'violation'; readonly what: string };

export function specified(how: string): SessionEnd {
  return { kind: 'specified', how };
}

export function violation(what: string): SessionEnd {
  return { kind: 'violation', what };
}

/** How long the server may take over anything at all, on a machine that is busy besides. */
export const PATIENCE_MS = 60_000;

export interface Script {
  readonly encoding: Encoding;
  readonly handshake: Buffer;
  /** The server cannot know what is spoken: what it sends is not looked into. */
  readonly isHandshakeBroken: boolean;
  readonly frames: readonly FuzzFrame[];
}

/** What a client is going to say after its transport is there. One that is to last begins well and is short. */
export function writeScript(random: Random, encoding: Encoding, { isToLast = false } = {}): Script {
  const sound = Buffer.from(
    `{"protocol":"${encoding}","version":${isToLast ? 2 : 1 + random.below(2)}}\u001e`,
  );
  const isHandshakeBroken = !isToLast && random.chance(0.04);
  return {
    encoding,
    handshake: isHandshakeBroken ? damaged(sound, random) : sound,
    isHandshakeBroken,
    frames: Array.from({ length: 1 + random.below(isToLast ? 8 : 60) }, () =>
      anyFrame(random, encoding),
    ),
  };
}

/** The value, or `undefined` when it takes too long. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
