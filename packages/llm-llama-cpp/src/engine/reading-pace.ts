/** How many tokens of a prompt are read at once: as many as fit into the time within which a stop is heard. */

/** Less than the 250 ms that people are promised, as a machine may slow down between two pieces. */
const TARGET_MS = 120;
const LEAST_TOKENS = 16;
const MOST_TOKENS = 256;
/** Weight of the latest piece in the moving average. */
const LATEST = 0.5;

export class ReadingPace {
  #tokensPerMs: number;

  /** `tokensPerMs`: a first guess, corrected by every piece. */
  constructor(tokensPerMs = LEAST_TOKENS / TARGET_MS) {
    this.#tokensPerMs = tokensPerMs;
  }

  /** A multiple of 16. */
  get pieceTokens(): number {
    const wanted = Math.floor((this.#tokensPerMs * TARGET_MS) / 16) * 16;
    return Math.min(MOST_TOKENS, Math.max(LEAST_TOKENS, wanted));
  }

  record(tokens: number, elapsedMs: number): void {
    if (tokens < LEAST_TOKENS || elapsedMs <= 0) return;
    this.#tokensPerMs += LATEST * (tokens / elapsedMs - this.#tokensPerMs);
  }
}
