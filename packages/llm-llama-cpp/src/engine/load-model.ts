/** Loads a model and makes its one context, with all the sequences that it will ever have. */

import { availableParallelism } from 'node:os';
import { LanguageModelError } from '@parley/llm';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { EngineSettings } from '../ipc/engine-command.ts';
import type { EngineReport } from '../ipc/engine-report.ts';
import { contextSizes, kvBytesOf } from './context-size.ts';
import type { ContextSize } from './context-size.ts';
import { createFairBatching } from './fair-batching.ts';
import type { BatchLoad } from './fair-batching.ts';
import { checkModelFile, loadProblemOf, loadProblemWith } from './load-problem.ts';
import { megabytes } from './megabytes.ts';
import { kvBytesPerToken } from './model-facts.ts';
import { createChatTemplate, createPlainTemplate } from './prompt-template.ts';
import type { PromptTemplate } from './prompt-template.ts';

/** Tokens of one batch: more costs memory and gains nothing on a CPU. */
const BATCH_TOKENS = 512;

export interface LoadedEngine {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  /** Taken once and never given back: a slot of the context that is disposed of may not come back. */
  readonly sequences: readonly LlamaContextSequence[];
  readonly template: PromptTemplate;
  readonly hasTemplate: boolean;
}

/** @throws {LanguageModelError} */
export async function loadModel(
  settings: EngineSettings,
  load: BatchLoad,
  report: (report: EngineReport) => void,
): Promise<LoadedEngine> {
  await checkModelFile(settings.modelPath);
  const llama = await openLlama(settings, report).catch((error: unknown) => {
    throw loadProblemOf(error, settings.modelPath);
  });

  try {
    const model = await openModel(llama, settings, report);
    const { template, hasTemplate } = templateOf(model, settings);
    const context = await openContext(model, settings, load);
    const sequences = Array.from({ length: context.totalSequences }, () => context.getSequence());
    return { llama, model, context, sequences, template, hasTemplate };
  } catch (error) {
    const problem = await loadProblemWith(llama, error, settings.modelPath);
    await llama.dispose();
    throw problem;
  }
}

async function openLlama(
  settings: EngineSettings,
  report: (report: EngineReport) => void,
): Promise<Llama> {
  return await getLlama({
    build: 'never',
    gpu: settings.gpu === 'none' ? false : settings.gpu,
    logLevel: LlamaLogLevel.warn,
    logger: (level, text) =>
      report({
        type: 'log',
        level: level === LlamaLogLevel.warn ? 'warn' : 'error',
        text: text.trim(),
      }),
    maxThreads: availableParallelism(),
  });
}

async function openModel(
  llama: Llama,
  settings: EngineSettings,
  report: (report: EngineReport) => void,
): Promise<LlamaModel> {
  let reported = 0;

  return await llama.loadModel({
    modelPath: settings.modelPath,
    onLoadProgress: (progress) => {
      if (progress - reported < 0.05 && progress < 1) return;
      reported = progress;
      report({ type: 'starting', step: 'loading', progress });
    },
  });
}

function templateOf(
  model: LlamaModel,
  settings: EngineSettings,
): { readonly template: PromptTemplate; readonly hasTemplate: boolean } {
  const source = model.fileInfo.metadata.tokenizer.chat_template;
  if (typeof source === 'string' && source.trim() !== '') {
    return { template: createChatTemplate(source, model.tokenizer), hasTemplate: true };
  }
  if (settings.allowBaseModel) return { template: createPlainTemplate(), hasTemplate: false };

  throw new LanguageModelError(
    'template-missing',
    `${settings.modelPath} is a base model: it continues text but was not taught to answer, and it has no chat template. Use the instruct or chat version of the model, or allow base models to try this one all the same.`,
  );
}

async function openContext(
  model: LlamaModel,
  settings: EngineSettings,
  load: BatchLoad,
): Promise<LlamaContext> {
  const bytesPerToken = kvBytesPerToken(model.fileInfo);
  const { free: freeBytes } = await model.llama.getRamState();
  const contextTokens = Math.min(settings.contextTokens, model.trainContextSize);
  const { sizes, smallest } = contextSizes(
    { contextTokens, isFixed: settings.isContextFixed },
    { kvBytesPerToken: bytesPerToken, freeBytes },
  );

  const problem = { size: smallest, bytesPerToken, freeBytes };
  if (model.llama.gpu === false && kvBytesOf(smallest, bytesPerToken) > freeBytes) {
    throw outOfMemory({ ...problem, cause: undefined });
  }

  let lastError: unknown;
  for (const size of sizes) {
    try {
      return await createContext(model, size, load);
    } catch (error) {
      lastError = error;
    }
  }
  throw outOfMemory({ ...problem, cause: lastError });
}

async function createContext(
  model: LlamaModel,
  size: ContextSize,
  load: BatchLoad,
): Promise<LlamaContext> {
  return await model.createContext({
    sequences: size.sequences,
    contextSize: size.contextTokens,
    batchSize: Math.min(BATCH_TOKENS, size.contextTokens),
    // A ceiling: how many are used is the Llama instance's `maxThreads`, which changes while it runs.
    threads: model.llama.maxThreads,
    // On a CPU it reads and writes slower the longer the conversation is.
    flashAttention: model.llama.gpu === false ? false : 'auto',
    batching: { itemPrioritizationStrategy: createFairBatching(load) },
    failedCreationRemedy: false,
  });
}

function outOfMemory(failure: {
  readonly cause: unknown;
  readonly size: ContextSize;
  readonly bytesPerToken: number;
  readonly freeBytes: number;
}): LanguageModelError {
  const { cause, size, bytesPerToken, freeBytes } = failure;
  const needed = megabytes(kvBytesOf(size, bytesPerToken));
  const detail = cause instanceof Error ? ` (${cause.message})` : '';

  return new LanguageModelError(
    'out-of-memory',
    `A context of ${size.contextTokens} tokens needs ${needed} MB beside the model, and ${megabytes(freeBytes)} MB are free${detail}. Use a smaller context, or a smaller model.`,
    { cause },
  );
}
