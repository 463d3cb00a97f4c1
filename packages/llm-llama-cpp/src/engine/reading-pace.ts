/** How many tokens of prompts are read at once: as many as fit into the time within which a stop is heard. */

import type { TimedBatch } from './batch-clock.ts';

/** Less than the 250 ms that people are promised, as a machine may slow down between two pieces. */
const TARGET_MS = 120;
const LEAST_TOKENS = 16;
const MOST_TOKENS = 256;
/** Weight of the latest batch in the moving average. */
const LATEST = 0.5;

export class ReadingPace {
  #tokensPerMs = LEAST_TOKENS / TARGET_MS;

  /** A multiple of 16. */
  get pieceTokens(): number {
    const wanted = Math.floor((this.#tokensPerMs * TARGET_MS) / 16) * 16;
    return Math.min(MOST_TOKENS, Math.max(LEAST_TOKENS, wanted));
  }

  record(tokensPerMs: number): void {
    this.#tokensPerMs += LATEST * (tokensPerMs - this.#tokensPerMs);
  }

  /** Batches that hardly read anything say nothing of the pace. */
  recordBatch({ readTokens, elapsedMs }: TimedBatch): void {
    if (readTokens >= LEAST_TOKENS && elapsedMs > 0) this.record(readTokens / elapsedMs);
  }
}
