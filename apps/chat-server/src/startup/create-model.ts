/** The agent's model, as the settings ask for it. */

import { defaultModel } from '@parley/default-model';
import { packagedModelProfile, profileForModel } from '@parley/llm';
import type { LanguageModel, ModelProfile, Sampling } from '@parley/llm';
import { createLlamaCppModel, resolveModelSource } from '@parley/llm-llama-cpp';
import type { LlamaCppOptions, ModelSourceOptions } from '@parley/llm-llama-cpp';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { FetchedModel } from './fetched-model.ts';

/** A model and what the room is told of it before it has been loaded. */
export interface ChosenModel {
  readonly model: LanguageModel;
  /** Whether it is the tiny packaged one. */
  readonly isPackaged: boolean;
  /** `{handle}` stands for the agent's. */
  readonly suggestions: readonly string[];
}

/** Of the size from which a model follows an attributed conversation. */
const CONVERSATION_PARAMETERS = 7e9;

export function createModel(config: Config, logger: Logger): ChosenModel {
  const profile = chosenProfile(config);
  const { suggestions } = profile ?? conversationProfile();
  const create = (file: Pick<LlamaCppOptions, 'modelPath' | 'name'>): LanguageModel =>
    createLlamaCppModel({
      ...file,
      ...engineOptions(config),
      ...(profile !== undefined && { profile }),
      onLog: (level, text) => logger[level]({ part: 'model engine' }, text),
    });

  const { model: source } = config;
  if (source === undefined) {
    const model = create({ modelPath: defaultModel.path, name: defaultModel.name });
    return { model, isPackaged: true, suggestions };
  }
  const model = new FetchedModel({
    fetchFile: (onProgress, signal) => fetchModelFile(source, config, { onProgress, signal }),
    createModel: (modelPath) => create({ modelPath }),
  });
  return { model, isPackaged: false, suggestions };
}

function fetchModelFile(
  source: string,
  { modelDirectory, huggingFaceEndpoint, huggingFaceToken }: Config,
  watch: Pick<ModelSourceOptions, 'onProgress' | 'signal'>,
): Promise<string> {
  return resolveModelSource(source, {
    ...watch,
    directory: modelDirectory,
    endpoints: { huggingFace: huggingFaceEndpoint },
    ...(huggingFaceToken !== undefined && { token: huggingFaceToken }),
  });
}

/** A layout and its system text belong together, so the one that was asked for brings its own. */
function chosenProfile({ layout, model }: Config): ModelProfile | undefined {
  if (layout === 'conversation') return conversationProfile();
  if (layout === 'material' || model === undefined) return packagedModelProfile;
  return undefined;
}

function conversationProfile(): ModelProfile {
  return profileForModel({ parameters: CONVERSATION_PARAMETERS });
}

function engineOptions(config: Config): Omit<LlamaCppOptions, 'modelPath'> {
  const { contextSize, threads, maxTokensPerSecond, gpu } = config;
  return {
    gpu,
    threads: threads ?? 'auto',
    sampling: samplingOf(config),
    ...(contextSize !== undefined && { contextTokens: contextSize }),
    ...(maxTokensPerSecond !== undefined && { maxTokensPerSecond }),
  };
}

function samplingOf(config: Config): Partial<Sampling> {
  const { temperature, topP, topK, minP, repeatPenalty, maxTokens, seed } = config;
  const asked = { temperature, topP, topK, minP, repeatPenalty, maxTokens, seed };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
