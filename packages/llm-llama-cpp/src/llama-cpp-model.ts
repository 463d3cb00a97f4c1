/** The model contract on llama.cpp: lays prompts out, and guards what the engine process writes. */

import { layOutTranscript, profileForModel } from '@parley/llm';
import type {
  LanguageModel,
  LanguageModelError,
  ModelDescription,
  ModelProfile,
  ModelStatus,
  ReplyPart,
  ReplyRequest,
} from '@parley/llm';
import { EngineSupervisor } from './engine-supervisor.ts';
import type { ReplyCommand } from './ipc/engine-command.ts';
import type { LoadedModel, ReplyReport } from './ipc/engine-report.ts';
import { DEFAULT_CONTEXT_TOKENS, engineSettingsOf, silenceMsOf } from './llama-cpp-options.ts';
import type { LlamaCppOptions } from './llama-cpp-options.ts';
import { replyParts } from './reply-parts.ts';
import { ReportQueue } from './report-queue.ts';
import { transcriptBudget } from './transcript-budget.ts';

interface CountRequest {
  readonly resolve: (counts: number[]) => void;
  readonly reject: (error: Error) => void;
}

export class LlamaCppModel implements LanguageModel {
  readonly #options: LlamaCppOptions;
  readonly #supervisor: EngineSupervisor;
  readonly #listeners = new Set<(status: ModelStatus) => void>();
  /** What the engine process is busy with, by the id of the command. */
  readonly #replies = new Map<number, ReportQueue<ReplyReport>>();
  readonly #counts = new Map<number, CountRequest>();
  #lastId = 0;

  /** @throws {RangeError} for an option that makes no sense. */
  constructor(options: LlamaCppOptions) {
    this.#options = options;
    this.#supervisor = new EngineSupervisor({
      settings: engineSettingsOf(options),
      silenceMs: silenceMsOf(options),
      onStatus: (status) => {
        for (const listener of this.#listeners) listener(status);
      },
      onReply: (report) => this.#replies.get(report.id)?.push(report),
      onCounted: (id, counts) => this.#counts.get(id)?.resolve([...counts]),
      onLost: (error) => this.#lose(error),
      onLog: (level, text) => options.onLog?.(level, text),
    });
  }

  get status(): ModelStatus {
    return this.#supervisor.status;
  }

  get description(): ModelDescription | undefined {
    const { model } = this.#supervisor;
    if (model === undefined) return undefined;
    const { parameters, contextTokens } = model;
    const name = this.#options.name ?? model.name;
    return { name, parameters, contextTokens, runsOn: 'this machine' };
  }

  /** How conversations are laid out and sampled. Known once the status has been `ready`. */
  get profile(): ModelProfile | undefined {
    const { model } = this.#supervisor;
    return model === undefined ? undefined : this.#profileOf(model);
  }

  /** What the engine found out about the model and the machine. Known once the status has been `ready`. */
  get engine(): LoadedModel | undefined {
    return this.#supervisor.model;
  }

  /** Of the engine process, while there is one. */
  get enginePid(): number | undefined {
    return this.#supervisor.pid;
  }

  onStatusChanged(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    await this.#supervisor.start();
  }

  get transcriptBudgetTokens(): number {
    const model = this.#supervisor.model ?? {
      contextTokens: this.#options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
      parameters: undefined,
    };
    const { sampling } = this.profile ?? profileForModel(model);
    return transcriptBudget(model, sampling.maxTokens);
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    await this.#supervisor.whenReady();
    const id = ++this.#lastId;
    const counted = new Promise<number[]>((resolve, reject) =>
      this.#counts.set(id, { resolve, reject }),
    );
    this.#supervisor.send({ type: 'count', id, texts });
    return await counted.finally(() => this.#counts.delete(id));
  }

  /** While the engine starts, or starts again after a crash, the reply waits for it. */
  async *reply(request: ReplyRequest): AsyncGenerator<ReplyPart, void, void> {
    const { signal, transcript } = request;
    const id = ++this.#lastId;
    const reports = new ReportQueue<ReplyReport>();
    // Ends at once for whoever waits, even when the engine hangs; it hears of it below.
    const onAbort = (): void => reports.push({ type: 'ended', id, reason: 'stopped' });

    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else void this.#submit(id, request, reports);

    try {
      yield* replyParts(reports, transcript);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (this.#replies.delete(id)) this.#supervisor.send({ type: 'stop', id });
    }
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
  }

  /** Hands the request to the engine when it is ready. Never rejects: whoever reads the reports is told. */
  async #submit(
    id: number,
    request: ReplyRequest,
    reports: ReportQueue<ReplyReport>,
  ): Promise<void> {
    try {
      const model = await this.#supervisor.whenReady();
      if (request.signal.aborted) return;
      const command = this.#commandFor(id, request, model);
      this.#replies.set(id, reports);
      this.#supervisor.send(command);
    } catch (error) {
      reports.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #commandFor(id: number, request: ReplyRequest, model: LoadedModel): ReplyCommand {
    const profile = this.#profileOf(model);
    const { maxTokens = profile.sampling.maxTokens, conversation, transcript } = request;

    return {
      type: 'reply',
      id,
      conversation,
      agent: transcript.agent,
      prompt: layOutTranscript(transcript, profile),
      sampling: { ...profile.sampling, maxTokens },
      maxTokensPerSecond: this.#options.maxTokensPerSecond,
    };
  }

  #profileOf(model: LoadedModel): ModelProfile {
    const profile = this.#options.profile ?? profileForModel(model);
    return {
      ...profile,
      // A base model goes on with a transcript; it knows no turns.
      layout: model.hasTemplate ? profile.layout : 'transcript',
      sampling: { ...profile.sampling, ...this.#options.sampling },
    };
  }

  /** The engine process is gone: nothing that was asked of it will come. */
  #lose(error: LanguageModelError): void {
    for (const reports of this.#replies.values()) reports.fail(error);
    for (const { reject } of this.#counts.values()) reject(error);
    this.#replies.clear();
  }
}
