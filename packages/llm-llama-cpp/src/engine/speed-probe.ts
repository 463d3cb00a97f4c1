/** Measures how fast a sequence reads and writes, within a bounded time. */

import type { LlamaContextSequence } from 'node-llama-cpp';
import { workOf } from './batch-clock.ts';

const READ_TOKENS = 64;
const READ_PIECE_TOKENS = 16;
const WRITTEN_TOKENS = 10;
/** Of reading and of writing each: on a big model, or on busy cores, fewer tokens must do. */
const TIME_LIMIT_MS = 200;

const TEXT =
  'The people in the room talk about the weather, the news, and what to have for lunch. ';

export interface ProbedSpeed {
  /** Work per millisecond. */
  readonly speed: number;
  readonly readTokensPerMs: number;
}

/** Leaves the sequence empty. */
export async function probeSpeed(sequence: LlamaContextSequence): Promise<ProbedSpeed> {
  await sequence.clearHistory();
  const reading = await probeReading(sequence);
  const writing = await probeWriting(sequence);
  await sequence.clearHistory();

  const work =
    workOf({ writtenTokens: 0, readTokens: reading.tokens }) +
    writing.tokens * workOf({ writtenTokens: 1, readTokens: 0 });
  return {
    speed: work / (reading.elapsedMs + writing.elapsedMs),
    readTokensPerMs: reading.tokens / reading.elapsedMs,
  };
}

interface Probed {
  readonly tokens: number;
  readonly elapsedMs: number;
}

async function probeReading(sequence: LlamaContextSequence): Promise<Probed> {
  const text = sequence.model.tokenize(TEXT.repeat(8)).slice(0, READ_TOKENS);
  const startedAt = performance.now();
  let tokens = 0;

  while (tokens < text.length && performance.now() - startedAt < TIME_LIMIT_MS) {
    const piece = text.slice(tokens, tokens + READ_PIECE_TOKENS);
    await sequence.evaluateWithoutGeneratingNewTokens(piece);
    tokens += piece.length;
  }
  return { tokens, elapsedMs: performance.now() - startedAt };
}

async function probeWriting(sequence: LlamaContextSequence): Promise<Probed> {
  const startedAt = performance.now();
  let tokens = 0;

  for await (const _token of sequence.evaluate(sequence.model.tokenize(' and'), {
    temperature: 0,
    yieldEogToken: true,
  })) {
    tokens += 1;
    if (tokens === WRITTEN_TOKENS || performance.now() - startedAt > TIME_LIMIT_MS) break;
  }
  return { tokens, elapsedMs: performance.now() - startedAt };
}
