/**
 * One conversation that a model takes part in: it hears everything that is said, and answers one
 * question at a time, in the order in which they were asked.
 */

import type { LanguageModel, TranscriptLine } from '@parley/llm';

export interface ConversationOptions {
  readonly model: LanguageModel;
  /** The name that the model answers under, and the one by which it is called. */
  readonly agent: string;
  readonly handle: string;
  readonly room: string;
}

/** Something that a person said. */
export interface Utterance {
  readonly by: 'person';
  readonly name: string;
  readonly text: string;
}

/** Lines kept; what fits the model's context is chosen anew for every answer. */
const MAX_LINES = 500;

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #lines: TranscriptLine[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  hear(name: string, text: string): Utterance {
    const utterance: Utterance = { by: 'person', name, text };
    this.#keep(utterance);
    return utterance;
  }

  /** The newest utterance that fits a description. */
  findLast(isWanted: (utterance: Utterance) => boolean): Utterance | undefined {
    return this.#lines.findLast(
      (line): line is Utterance => line.by === 'person' && isWanted(line),
    );
  }

  /**
   * The model's answer to something it heard, in pieces of one or a few tokens.
   *
   * @throws {LanguageModelError}
   */
  async *answer(question: Utterance): AsyncGenerator<string> {
    const before = this.#turn;
    let end: () => void = () => undefined;
    this.#turn = new Promise((resolve) => (end = resolve));
    await before;

    let answer = '';
    try {
      for await (const text of this.#reply(question)) {
        answer += text;
        yield text;
      }
    } finally {
      if (answer !== '') this.#keep({ by: 'self', text: answer });
      end();
    }
  }

  async *#reply(question: Utterance): AsyncGenerator<string> {
    const { model, agent, handle, room } = this.#options;
    const { heard, omitted } = await this.#fitting(question);
    const parts = model.reply({
      conversation: room,
      transcript: { agent, handle, room, heard, omitted, question },
      signal: new AbortController().signal,
    });
    for await (const part of parts) {
      if (part.type === 'text') yield part.text;
    }
  }

  /** The newest lines that fit the model's context beside the question. */
  async #fitting(question: Utterance): Promise<{ heard: TranscriptLine[]; omitted: number }> {
    const { model } = this.#options;
    const lines = this.#lines.filter((line) => line !== question);
    const sizes = await model.countTokens(
      lines.map((line) => (line.by === 'self' ? line.text : `${line.name}: ${line.text}`)),
    );
    let left = model.transcriptBudgetTokens;
    let first = lines.length;
    while (first > 0 && left >= (sizes[first - 1] ?? 0)) left -= sizes[--first] ?? 0;
    return { heard: lines.slice(first), omitted: first };
  }

  #keep(line: TranscriptLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }
}
