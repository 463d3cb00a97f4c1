/** The engine of one model: takes commands, and reports what becomes of them. */

import { LanguageModelError } from '@parley/llm';
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { EngineSettings, ReplyCommand } from '../ipc/engine-command.ts';
import type { EndReason, EngineReport, LoadedModel } from '../ipc/engine-report.ts';
import { loadModel } from './load-model.ts';
import type { LoadedEngine } from './load-model.ts';
import { modelNameOf, parametersOf } from './model-facts.ts';
import { ReadingPace } from './reading-pace.ts';
import { ReplyWriter } from './reply-writer.ts';
import { SlotPool } from './slot-pool.ts';

export class Engine {
  readonly #loaded: LoadedEngine;
  readonly #settings: EngineSettings;
  readonly #report: (report: EngineReport) => void;
  readonly #slots: SlotPool<LlamaContextSequence>;
  readonly #pace = new ReadingPace();
  readonly #running = new Map<number, { controller: AbortController; done: Promise<void> }>();

  private constructor(
    loaded: LoadedEngine,
    settings: EngineSettings,
    report: (report: EngineReport) => void,
  ) {
    this.#loaded = loaded;
    this.#settings = settings;
    this.#report = report;
    this.#slots = new SlotPool({
      sequences: loaded.sequences,
      maxWaiting: settings.maxQueuedReplies,
    });
  }

  /** @throws {LanguageModelError} */
  static async load(
    settings: EngineSettings,
    report: (report: EngineReport) => void,
  ): Promise<Engine> {
    report({ type: 'starting', step: 'loading', progress: 0 });
    const loaded = await loadModel(settings, report);
    return new Engine(loaded, settings, report);
  }

  get model(): LoadedModel {
    const { llama, model, context, hasTemplate } = this.#loaded;
    return {
      name: modelNameOf(model.fileInfo, this.#settings.modelPath),
      parameters: parametersOf(model.fileInfo),
      contextTokens: context.contextSize,
      sequences: context.totalSequences,
      threads: llama.maxThreads,
      gpu: llama.gpu === false ? 'none' : llama.gpu,
      hasTemplate,
    };
  }

  reply(command: ReplyCommand): void {
    const controller = new AbortController();
    const done = this.#reply(command, controller.signal).finally(() =>
      this.#running.delete(command.id),
    );
    this.#running.set(command.id, { controller, done });
  }

  stop(id: number): void {
    this.#running.get(id)?.controller.abort();
  }

  count(id: number, texts: readonly string[]): void {
    const counts = texts.map((text) => this.#loaded.model.tokenize(text).length);
    this.#report({ type: 'counted', id, counts });
  }

  /** Stops what runs, waits until the context is idle, and frees everything. */
  async close(): Promise<void> {
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await this.#loaded.llama.dispose();
  }

  /** Never rejects: whatever goes wrong is reported under the command's id. */
  async #reply(command: ReplyCommand, signal: AbortSignal): Promise<void> {
    const { id } = command;
    try {
      const writer = new ReplyWriter({
        engine: this.#loaded,
        pace: this.#pace,
        command,
        signal,
        report: this.#report,
        onToken: () => {},
      });
      const reason = await this.#writeInTurn(writer, command, signal);
      this.#report({ type: 'ended', id, reason });
    } catch (error) {
      this.#report({ type: 'refused', id, ...problemOf(error) });
    }
  }

  async #writeInTurn(
    writer: ReplyWriter,
    command: ReplyCommand,
    signal: AbortSignal,
  ): Promise<EndReason> {
    const slot = await this.#slots
      .acquire({
        conversation: command.conversation,
        signal,
        onQueued: (ahead) => this.#report({ type: 'queued', id: command.id, ahead }),
      })
      .catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
    if (slot === undefined) return 'stopped';

    try {
      return await writer.write(slot.sequence);
    } finally {
      slot.release();
    }
  }
}

function problemOf(error: unknown): Pick<LanguageModelError, 'code' | 'message'> {
  if (error instanceof LanguageModelError) return { code: error.code, message: error.message };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `The engine could not write the reply: ${detail}` };
}
