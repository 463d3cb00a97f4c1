/** A model that says what the test tells it to, when the test tells it to. */

import type {
  LanguageModel,
  LanguageModelError,
  ModelDescription,
  ModelStatus,
  ReplyPart,
  ReplyRequest,
} from '@parley/llm';
import type { ChosenModel } from '../../src/index.ts';

/** One request to the model, in the hands of the test. */
export interface ScriptedReply {
  readonly request: ReplyRequest;
  write(text: string): void;
  end(): void;
}

export class ScriptedModel implements LanguageModel {
  readonly transcriptBudgetTokens = 1000;
  readonly description: ModelDescription = {
    name: 'Scripted',
    parameters: undefined,
    contextTokens: 2000,
    runsOn: 'the test',
  };
  status: ModelStatus = { state: 'stopped' };
  isClosed = false;
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  readonly #replies: ScriptedReply[] = [];
  readonly #waiting: ((reply: ScriptedReply) => void)[] = [];
  readonly #startsBy: 'itself' | 'the test';

  constructor(startsBy: 'itself' | 'the test' = 'itself') {
    this.#startsBy = startsBy;
  }

  /** The next request that the chat makes, in order. */
  nextReply(): Promise<ScriptedReply> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  setStatus(status: ModelStatus): void {
    this.status = status;
    for (const listener of this.#listeners) listener(status);
  }

  fail(error: LanguageModelError): void {
    this.setStatus({ state: 'failed', error });
  }

  onStatusChanged(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    if (this.#startsBy === 'itself') this.setStatus({ state: 'ready' });
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map((text) => Math.ceil(text.length / 4));
  }

  async *reply(request: ReplyRequest): AsyncGenerator<ReplyPart> {
    const parts: ReplyPart[] = [];
    let wake = (): void => undefined;
    const push = (part: ReplyPart): void => {
      parts.push(part);
      wake();
    };
    request.signal.addEventListener('abort', () => push(endedBecause('stopped')));
    this.#hand({
      request,
      write: (text) => push({ type: 'text', text, tokens: 1 }),
      end: () => push(endedBecause('complete')),
    });

    for (;;) {
      const part = parts.shift();
      if (part === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      yield part;
      if (part.type === 'ended') return;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  #hand(reply: ScriptedReply): void {
    const taker = this.#waiting.shift();
    if (taker === undefined) this.#replies.push(reply);
    else taker(reply);
  }
}

/** As a server takes it. */
export function chosen(model: ScriptedModel): ChosenModel {
  return { model, isPackaged: false, suggestions: ['@{handle} hello'] };
}

function endedBecause(reason: 'complete' | 'stopped'): ReplyPart {
  const figures = {
    promptTokens: 1,
    cachedTokens: 0,
    replyTokens: 1,
    firstTextMs: 1,
    writingMs: 1,
  };
  return { type: 'ended', reason, figures };
}
