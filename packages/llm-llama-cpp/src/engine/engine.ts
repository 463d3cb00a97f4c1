/** The engine of one model: takes commands, and reports what becomes of them. */

import { LanguageModelError } from '@parley/llm';
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { EngineSettings, ReplyCommand } from '../ipc/engine-command.ts';
import type { EndReason, EngineReport, LoadedModel } from '../ipc/engine-report.ts';
import { BatchClock } from './batch-clock.ts';
import type { TimedBatch } from './batch-clock.ts';
import type { BatchLoad } from './fair-batching.ts';
import { loadModel } from './load-model.ts';
import type { LoadedEngine } from './load-model.ts';
import { modelNameOf, parametersOf } from './model-facts.ts';
import { ReadingPace } from './reading-pace.ts';
import { ReplyWriter } from './reply-writer.ts';
import { SequenceGate } from './sequence-gate.ts';
import { SlotPool } from './slot-pool.ts';
import { ThreadControl } from './thread-control.ts';

export interface EngineOptions {
  readonly settings: EngineSettings;
  readonly report: (report: EngineReport) => void;
  /** Hears of every batch that was computed. */
  readonly onBatch?: (batch: TimedBatch) => void;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #pace = new ReadingPace();
  readonly #clock = new BatchClock((batch) => this.#recordBatch(batch));
  readonly #load: BatchLoad = {
    writing: 0,
    readingBudget: () => this.#pace.pieceTokens,
    clock: this.#clock,
    gate: new SequenceGate(),
  };
  readonly #running = new Map<number, { controller: AbortController; done: Promise<void> }>();
  #parts: EngineParts | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Call once, first. @throws {LanguageModelError} */
  async start(): Promise<LoadedModel> {
    const { settings, report } = this.#options;
    report({ type: 'starting', step: 'loading', progress: 0 });
    const loaded = await loadModel(settings, this.#load, report);

    report({ type: 'starting', step: 'calibrating', progress: undefined });
    const threads = new ThreadControl(loaded);
    await threads.start(settings.threads, this.#pace);

    const { sequences } = loaded;
    const slots = new SlotPool({ sequences, maxWaiting: settings.maxQueuedReplies });
    this.#parts = { loaded, threads, slots };
    return describe(loaded, settings.modelPath);
  }

  reply(command: ReplyCommand): void {
    const controller = new AbortController();
    const done = this.#reply(command, controller.signal).finally(() =>
      this.#running.delete(command.id),
    );
    this.#running.set(command.id, { controller, done });
  }

  /** A reply that has ended by itself is left alone. */
  stop(id: number): void {
    this.#running.get(id)?.controller.abort();
  }

  count(id: number, texts: readonly string[]): void {
    const { model } = this.#started().loaded;
    const counts = texts.map((text) => model.tokenize(text).length);
    this.#options.report({ type: 'counted', id, counts });
  }

  /** Stops what runs, waits until the context is idle, and frees everything. */
  async close(): Promise<void> {
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await this.#parts?.loaded.llama.dispose();
  }

  /** Never rejects: whatever goes wrong is reported under the command's id. */
  async #reply(command: ReplyCommand, signal: AbortSignal): Promise<void> {
    const { id } = command;
    const { report } = this.#options;
    try {
      const reason = await this.#write(command, signal);
      report({ type: 'ended', id, reason });
    } catch (error) {
      if (signal.aborted) report({ type: 'ended', id, reason: 'stopped' });
      else report({ type: 'refused', id, ...problemOf(error) });
    }
  }

  async #write(command: ReplyCommand, signal: AbortSignal): Promise<EndReason> {
    const { loaded, slots } = this.#started();
    const { report } = this.#options;
    const writer = new ReplyWriter({
      engine: loaded,
      load: this.#load,
      clock: this.#clock,
      pace: this.#pace,
      command,
      signal,
      report,
    });
    const slot = await slots.acquire({
      conversation: command.conversation,
      signal,
      onQueued: (ahead) => report({ type: 'queued', id: command.id, ahead }),
    });

    try {
      return await writer.write(slot.sequence);
    } catch (error) {
      // Nobody knows what it holds now.
      await this.#load.gate.change(() => slot.sequence.clearHistory());
      throw error;
    } finally {
      slot.release();
    }
  }

  #recordBatch(batch: TimedBatch): void {
    this.#pace.recordBatch(batch);
    this.#parts?.threads.record(batch);
    this.#options.onBatch?.(batch);
  }

  #started(): EngineParts {
    if (this.#parts === undefined) {
      throw new LanguageModelError('not-ready', 'The model is not loaded yet.');
    }
    return this.#parts;
  }
}

interface EngineParts {
  readonly loaded: LoadedEngine;
  readonly threads: ThreadControl;
  readonly slots: SlotPool<LlamaContextSequence>;
}

function describe(loaded: LoadedEngine, modelPath: string): LoadedModel {
  const { llama, model, context, hasTemplate } = loaded;
  return {
    name: modelNameOf(model.fileInfo, modelPath),
    parameters: parametersOf(model.fileInfo),
    contextTokens: context.contextSize,
    sequences: context.totalSequences,
    threads: llama.maxThreads,
    gpu: llama.gpu === false ? 'none' : llama.gpu,
    hasTemplate,
  };
}

function problemOf(error: unknown): Pick<LanguageModelError, 'code' | 'message'> {
  if (error instanceof LanguageModelError) return { code: error.code, message: error.message };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `The engine could not write the reply: ${detail}` };
}
