/** A run over the codec: input after input, each of its own seed, so that any one can be had again. */

import { Random } from '../../random.ts';
import { anyInput } from './inputs.ts';
import type { Input } from './inputs.ts';
import { judge, judgeStream } from './judge.ts';
import { Offence } from './offence.ts';
import type { Outcome } from './offence.ts';
import type { Seeds } from './seeds.ts';

const MAX_OFFENCES = 5;
/** Of sound inputs, so many in a row are also read as one stream. */
const STREAM_INPUTS = 6;

export interface CodecFuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Of one run, one input alone. */
  readonly only?: number;
}

export interface CodecOffence {
  readonly input: number;
  readonly kind: string;
  readonly what: string;
  readonly bytes: Buffer;
}

export interface CodecFuzzReport {
  readonly seconds: number;
  readonly inputs: number;
  readonly streams: number;
  /** By kind of input and how it ended. */
  readonly ends: ReadonlyMap<string, number>;
  /** Messages by the numbers of their types. */
  readonly types: ReadonlyMap<number, number>;
  /** Read by another reader of MessagePack as well. */
  readonly compared: number;
  readonly offences: readonly CodecOffence[];
}

export function runCodecFuzz(seeds: Seeds, options: CodecFuzzOptions): CodecFuzzReport {
  const startedAt = performance.now();
  const ends = new Map<string, number>();
  const types = new Map<number, number>();
  const offences: CodecOffence[] = [];
  let compared = 0;
  let streams = 0;
  let row: Input[] = [];

  const first = options.only ?? 0;
  const last = options.only ?? options.inputs - 1;
  let index = first;
  for (; index <= last && offences.length < MAX_OFFENCES; index += 1) {
    const random = Random.of(options.seed, index);
    const input = anyInput(random, seeds.bodies);
    try {
      const outcome = judge(input, random);
      count(ends, `${input.kind}: ${named(outcome)}`);
      if (outcome.kind === 'read') {
        count(types, outcome.type);
        compared += outcome.isCompared ? 1 : 0;
      }
      row = input.isSound ? [...row, input] : row;
      if (row.length === STREAM_INPUTS) {
        judgeStream(row, random);
        streams += 1;
        row = [];
      }
    } catch (error) {
      offences.push(offenceOf(error, index, input));
      row = [];
    }
  }

  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, inputs: index - first, streams, ends, types, compared, offences };
}

function offenceOf(error: unknown, input: number, { kind, bytes }: Input): CodecOffence {
  const what = error instanceof Offence ? error.message : `The codec failed: ${String(error)}`;
  return { input, kind, what, bytes };
}

function named(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
