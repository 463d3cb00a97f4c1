/** A model whose file has to be found, and perhaps downloaded, before it can be loaded. */

import { LanguageModelError } from '@parley/llm';
import type {
  LanguageModel,
  ModelDescription,
  ModelStatus,
  ReplyPart,
  ReplyRequest,
} from '@parley/llm';
import type { DownloadProgress } from '@parley/llm-llama-cpp';

export interface FetchedModelOptions {
  /** Resolves to the path of the file. */
  readonly fetchFile: (
    onProgress: (progress: DownloadProgress) => void,
    signal: AbortSignal,
  ) => Promise<string>;
  /** Not started yet. */
  readonly createModel: (path: string) => LanguageModel;
}

export class FetchedModel implements LanguageModel {
  readonly #options: FetchedModelOptions;
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  readonly #closing = new AbortController();
  #status: ModelStatus = { state: 'stopped' };
  #model: LanguageModel | undefined;
  #starting: Promise<void> | undefined;

  constructor(options: FetchedModelOptions) {
    this.#options = options;
  }

  get status(): ModelStatus {
    return this.#model?.status ?? this.#status;
  }

  get description(): ModelDescription | undefined {
    return this.#model?.description;
  }

  get transcriptBudgetTokens(): number {
    return this.#model?.transcriptBudgetTokens ?? 0;
  }

  onStatusChanged(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): Promise<void> {
    return (this.#starting ??= this.#start());
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return this.#loaded().countTokens(texts);
  }

  async *reply(request: ReplyRequest): AsyncGenerator<ReplyPart> {
    yield* this.#loaded().reply(request);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#model?.close();
  }

  async #start(): Promise<void> {
    const path = await this.#fetch();
    if (this.#closing.signal.aborted) return;
    const model = this.#options.createModel(path);
    model.onStatusChanged((status) => this.#tell(status));
    this.#model = model;
    await model.start();
  }

  async #fetch(): Promise<string> {
    // It may be there already; that there is a download is known by its first step.
    this.#setStatus({ state: 'starting', step: 'loading', progress: undefined });
    try {
      return await this.#options.fetchFile(
        (progress) => this.#showProgress(progress),
        this.#closing.signal,
      );
    } catch (error) {
      const failure = asModelError(error);
      this.#setStatus(this.#closing.signal.aborted ? { state: 'stopped' } : failed(failure));
      throw failure;
    }
  }

  /** Everybody in the chat is told, so a step is a whole percent. */
  #showProgress({ doneBytes, totalBytes }: DownloadProgress): void {
    const share = totalBytes === undefined || totalBytes === 0 ? undefined : doneBytes / totalBytes;
    const progress = share === undefined ? undefined : Math.floor(share * 100) / 100;
    const shown = this.#status;
    const isShown =
      shown.state === 'starting' && shown.step === 'downloading' && shown.progress === progress;
    if (!isShown) this.#setStatus({ state: 'starting', step: 'downloading', progress });
  }

  #loaded(): LanguageModel {
    if (this.#model !== undefined) return this.#model;
    throw new LanguageModelError('not-ready', 'The model has not been loaded yet.');
  }

  #setStatus(status: ModelStatus): void {
    this.#status = status;
    this.#tell(status);
  }

  #tell(status: ModelStatus): void {
    for (const listener of this.#listeners) listener(status);
  }
}

function failed(error: LanguageModelError): ModelStatus {
  return { state: 'failed', error };
}

function asModelError(error: unknown): LanguageModelError {
  if (error instanceof LanguageModelError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new LanguageModelError('download-failed', `The model could not be fetched: ${reason}`, {
    cause: error,
  });
}
