/** Options of a model on llama.cpp, with their defaults. */

import type { ModelProfile, Sampling } from '@parley/llm';
import type { LogLevel } from './engine-supervisor.ts';
import type { EngineSettings, GpuChoice } from './ipc/engine-command.ts';

export interface LlamaCppOptions {
  /** Path of a GGUF file; `resolveModelSource` makes one of an address. */
  readonly modelPath: string;
  /** As people are told; the file's own name for itself otherwise. */
  readonly name?: string;
  /** The packaged model's profile, or one by the model's size, otherwise. */
  readonly profile?: ModelProfile;
  /** Replaces single values of the profile's sampling. */
  readonly sampling?: Partial<Sampling>;
  /** Tokens of prompt and reply together; at most 4096, and what fits into memory, otherwise. */
  readonly contextTokens?: number;
  /** Chosen by trying out at the start, and given back when others need the cores: `auto`. */
  readonly threads?: 'auto' | number;
  /** Ceiling of each reply's speed; none otherwise. */
  readonly maxTokensPerSecond?: number;
  /** `auto` takes a GPU where there is one. */
  readonly gpu?: GpuChoice;
  /** Whether to use a model without a chat template, as a transcript that it continues. */
  readonly allowBaseModel?: boolean;
  /** Replies that may wait for their turn before further ones are refused; 64. */
  readonly maxQueuedReplies?: number;
  /** How long the engine may be silent before it counts as hung; 10,000. */
  readonly silenceMs?: number;
  readonly onLog?: (level: LogLevel, text: string) => void;
}

export const DEFAULT_CONTEXT_TOKENS = 4096;
const DEFAULT_MAX_QUEUED_REPLIES = 64;
const DEFAULT_SILENCE_MS = 10_000;

/** @throws {RangeError} for a number that makes no sense. */
export function engineSettingsOf(options: LlamaCppOptions): EngineSettings {
  for (const name of ['contextTokens', 'maxTokensPerSecond', 'silenceMs'] as const) {
    checkPositive(name, options[name]);
  }
  if (options.threads !== 'auto') checkPositive('threads', options.threads);

  return {
    modelPath: options.modelPath,
    contextTokens: options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    isContextFixed: options.contextTokens !== undefined,
    threads: options.threads ?? 'auto',
    gpu: options.gpu ?? 'auto',
    allowBaseModel: options.allowBaseModel ?? false,
    maxQueuedReplies: options.maxQueuedReplies ?? DEFAULT_MAX_QUEUED_REPLIES,
  };
}

export function silenceMsOf(options: LlamaCppOptions): number {
  return options.silenceMs ?? DEFAULT_SILENCE_MS;
}

function checkPositive(name: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be more than 0`);
}
