/** A model that has read its prompt after half a second and then writes a text at its pace, whatever it is asked. */

import type { LanguageModel, ModelStatus, ReplyPart } from '@parley/llm';
import { paced } from './paced-text.ts';
import type { PacedText } from './paced-text.ts';

const READING_STEPS = 10;
const READING_STEP_MS = 50;

export class PacedModel implements LanguageModel {
  readonly transcriptBudgetTokens = 1_000;
  readonly description = {
    name: 'Paced',
    parameters: undefined,
    contextTokens: 2_000,
    runsOn: 'this benchmark',
  };
  status: ModelStatus = { state: 'stopped' };
  readonly #text: PacedText;
  readonly #onToken: (token: string) => void;
  readonly #listeners = new Set<(status: ModelStatus) => void>();

  /** `onToken`: when it is written. */
  constructor(text: PacedText, onToken: (token: string) => void) {
    this.#text = text;
    this.#onToken = onToken;
  }

  async start(): Promise<void> {
    this.#setStatus({ state: 'ready' });
  }

  onStatusChanged(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map((text) => Math.ceil(text.length / 4));
  }

  async *reply(): AsyncGenerator<ReplyPart> {
    const startedAt = performance.now();
    for (let done = 1; done <= READING_STEPS; done += 1) {
      yield { type: 'reading', done, total: READING_STEPS };
      await new Promise((resolve) => setTimeout(resolve, READING_STEP_MS));
    }
    const firstTextAt = performance.now();
    for await (const text of paced(this.#text)) {
      this.#onToken(text);
      yield { type: 'text', text, tokens: 1 };
    }
    const figures = {
      promptTokens: READING_STEPS,
      cachedTokens: 0,
      replyTokens: this.#text.tokens.length,
      firstTextMs: firstTextAt - startedAt,
      writingMs: performance.now() - firstTextAt,
    };
    yield { type: 'ended', reason: 'complete', figures };
  }

  async close(): Promise<void> {
    this.#setStatus({ state: 'stopped' });
  }

  #setStatus(status: ModelStatus): void {
    this.status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
