/** The agent's model, as the settings ask for it. */

import { defaultModel } from '@parley/default-model';
import { packagedModelProfile, profileForModel } from '@parley/llm';
import type { LanguageModel, ModelProfile, Sampling } from '@parley/llm';
import { createLlamaCppModel } from '@parley/llm-llama-cpp';
import type { LlamaCppOptions } from '@parley/llm-llama-cpp';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';

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
  const isPackaged = config.model === undefined;
  const profile = chosenProfile(config);
  const model = createLlamaCppModel({
    modelPath: config.model ?? defaultModel.path,
    ...(isPackaged && { name: defaultModel.name }),
    ...(profile !== undefined && { profile }),
    ...engineOptions(config),
    onLog: (level, text) => logger[level]({ part: 'model engine' }, text),
  });
  const { suggestions } = profile ?? conversationProfile();
  return { model, isPackaged, suggestions };
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
