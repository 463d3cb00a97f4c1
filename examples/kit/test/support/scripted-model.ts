/** A model that answers from a list, and remembers what it was given. */

import type { LanguageModel, ReplyPart, ReplyRequest, Transcript } from '@parley/llm';

export class ScriptedModel implements LanguageModel {
  readonly status = { state: 'ready' } as const;
  readonly description = undefined;
  readonly transcripts: Transcript[] = [];
  readonly transcriptBudgetTokens: number;
  readonly #answers: string[][];

  constructor(answers: string[][], transcriptBudgetTokens = 1_000) {
    this.#answers = answers;
    this.transcriptBudgetTokens = transcriptBudgetTokens;
  }

  onStatusChanged(): () => void {
    return () => undefined;
  }
  async start(): Promise<void> {}
  async close(): Promise<void> {}

  /** A token a word. */
  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map((text) => text.split(' ').length);
  }

  async *reply({ transcript }: ReplyRequest): AsyncGenerator<ReplyPart> {
    this.transcripts.push(transcript);
    const pieces = this.#answers.shift();
    if (pieces === undefined) throw new Error('nothing to say');
    for (const text of pieces) yield { type: 'text', text, tokens: 1 };
  }
}
