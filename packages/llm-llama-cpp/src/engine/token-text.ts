/** Tokens to text, piece by piece: an incomplete character waits for the token that completes it. */

import type { Token } from 'node-llama-cpp';

/** What detokenisation writes for bytes that are not a whole character. */
const INCOMPLETE = '\uFFFD';
/** A character of UTF-8 has at most four bytes, so at most as many tokens wait. */
const MAX_WAITING_TOKENS = 4;
/** Tokens before, by which the detokeniser decides on spaces. */
const CONTEXT_TOKENS = 8;

export type Detokenise = (tokens: readonly Token[], before: readonly Token[]) => string;

export class TokenText {
  readonly #detokenise: Detokenise;
  #before: readonly Token[];
  #waiting: readonly Token[] = [];

  constructor(detokenise: Detokenise, before: readonly Token[]) {
    this.#detokenise = detokenise;
    this.#before = before.slice(-CONTEXT_TOKENS);
  }

  /** The text that is complete with this token, and how many tokens it took; `''` when there is none yet. */
  push(token: Token): { readonly text: string; readonly tokens: number } {
    this.#waiting = [...this.#waiting, token];
    const text = this.#detokenise(this.#waiting, this.#before);
    if (text.endsWith(INCOMPLETE) && this.#waiting.length < MAX_WAITING_TOKENS) {
      return { text: '', tokens: 0 };
    }

    const tokens = this.#waiting.length;
    this.#before = [...this.#before, ...this.#waiting].slice(-CONTEXT_TOKENS);
    this.#waiting = [];
    return { text, tokens };
  }
}
