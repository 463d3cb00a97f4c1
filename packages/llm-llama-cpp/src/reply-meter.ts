/** The figures of one reply, added up while it is written. */

import type { ReplyFigures } from '@parley/llm';

export class ReplyMeter {
  readonly #now: () => number;
  readonly #startedAt: number;
  #promptTokens = 0;
  #cachedTokens = 0;
  #replyTokens = 0;
  /** Written, but of no text that anybody saw yet. */
  #untoldTokens = 0;
  #firstTextAt: number | undefined;
  #lastTextAt: number | undefined;

  /** `now` counts milliseconds from any fixed point. */
  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  begin(promptTokens: number, cachedTokens: number): void {
    this.#promptTokens = promptTokens;
    this.#cachedTokens = cachedTokens;
  }

  addTokens(tokens: number): void {
    this.#replyTokens += tokens;
    this.#untoldTokens += tokens;
  }

  /** A text is shown: how many tokens it took. */
  takeText(): number {
    const tokens = this.#untoldTokens;
    this.#untoldTokens = 0;
    this.#lastTextAt = this.#now();
    this.#firstTextAt ??= this.#lastTextAt;
    return tokens;
  }

  get figures(): ReplyFigures {
    const firstTextAt = this.#firstTextAt ?? this.#now();
    return {
      promptTokens: this.#promptTokens,
      cachedTokens: this.#cachedTokens,
      replyTokens: this.#replyTokens,
      firstTextMs: Math.round(firstTextAt - this.#startedAt),
      writingMs: Math.round((this.#lastTextAt ?? firstTextAt) - firstTextAt),
    };
  }
}
