/** A language model that says what a test tells it to, one part at a time. */

import type {
  LanguageModel,
  ModelDescription,
  ModelStatus,
  ReplyFigures,
  ReplyPart,
  ReplyRequest,
} from '@parley/llm';

const FIGURES: ReplyFigures = {
  promptTokens: 20,
  cachedTokens: 0,
  replyTokens: 11,
  firstTextMs: 100,
  writingMs: 1_000,
};

type Step = { readonly part: ReplyPart } | { readonly error: Error };

/** One reply in progress, as the test conducts it. */
export class ScriptedReply {
  readonly request: ReplyRequest;
  readonly #steps: Step[] = [];
  /** As a model that hangs in native code: it does not look at the signal. */
  ignoresStop = false;
  #wake: () => void = () => {};

  constructor(request: ReplyRequest) {
    this.request = request;
    request.signal.addEventListener('abort', () => this.#wake());
  }

  reading(done: number, total: number): void {
    this.#step({ part: { type: 'reading', done, total } });
  }

  text(text: string): void {
    this.#step({ part: { type: 'text', text, tokens: 1 } });
  }

  end(reason: 'complete' | 'length' | 'stopped' = 'complete'): void {
    this.#step({ part: { type: 'ended', reason, figures: FIGURES } });
  }

  fail(error: Error): void {
    this.#step({ error });
  }

  async *parts(): AsyncGenerator<ReplyPart> {
    for (;;) {
      const step = this.#steps.shift();
      if (step !== undefined) {
        if ('error' in step) throw step.error;
        yield step.part;
        if (step.part.type === 'ended') return;
      } else if (this.request.signal.aborted && !this.ignoresStop) {
        yield { type: 'ended', reason: 'stopped', figures: FIGURES };
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #step(step: Step): void {
    this.#steps.push(step);
    this.#wake();
  }
}

export class ScriptedModel implements LanguageModel {
  /** In the order in which they were asked for. */
  readonly replies: ScriptedReply[] = [];
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  #status: ModelStatus = { state: 'ready' };
  transcriptBudgetTokens = 1_000;
  /** When set, counting fails with it. */
  countError: Error | undefined;
  description: ModelDescription | undefined = {
    name: 'Scripted',
    parameters: undefined,
    contextTokens: 2_048,
    runsOn: 'this test',
  };

  get status(): ModelStatus {
    return this.#status;
  }

  /** The reply that was asked for last. */
  get current(): ScriptedReply {
    const last = this.replies.at(-1);
    if (last === undefined) throw new Error('The model was not asked.');
    return last;
  }

  setStatus(status: ModelStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  onStatusChanged(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    this.setStatus({ state: 'ready' });
  }

  /** One token a word. */
  async countTokens(texts: readonly string[]): Promise<number[]> {
    if (this.countError !== undefined) throw this.countError;
    return texts.map((text) => text.split(/\s+/u).filter((word) => word !== '').length);
  }

  reply(request: ReplyRequest): AsyncIterable<ReplyPart> {
    const reply = new ScriptedReply(request);
    this.replies.push(reply);
    return reply.parts();
  }

  async close(): Promise<void> {
    this.setStatus({ state: 'stopped' });
  }
}
