/** What the parent asks of the engine process. */

import type { LaidOutPrompt, Sampling } from '@parley/llm';
import {
  isListOf,
  isNumber,
  isOneOf,
  isOptional,
  isRecordOf,
  isText,
  parseMessage,
} from './shape.ts';
import type { MessageShapes } from './shape.ts';

/** How the model is loaded; settled before the process starts. */
export interface EngineSettings {
  readonly modelPath: string;
  /** Tokens of prompt and reply together, of one conversation. */
  readonly contextTokens: number;
  /** Whether the person who runs the server asked for exactly that much. */
  readonly isContextFixed: boolean;
  readonly threads: 'auto' | number;
  readonly gpu: GpuChoice;
  /** Whether a model that has no chat template may be used, with a plain transcript. */
  readonly allowBaseModel: boolean;
  /** Requests that may wait for a sequence before further ones are refused. */
  readonly maxQueuedReplies: number;
}

export type GpuChoice = 'auto' | 'cuda' | 'metal' | 'vulkan' | 'none';

export const gpuChoices: readonly GpuChoice[] = ['auto', 'cuda', 'metal', 'vulkan', 'none'];

export interface ReplyCommand {
  readonly type: 'reply';
  readonly id: number;
  readonly conversation: string;
  /** The agent's name, for a model that has no template and needs a line to continue. */
  readonly agent: string;
  readonly prompt: LaidOutPrompt;
  readonly sampling: Sampling;
  /** `undefined`: as fast as it goes. */
  readonly maxTokensPerSecond: number | undefined;
}

export type EngineCommand =
  /** First, once. */
  | { readonly type: 'load'; readonly settings: EngineSettings }
  | ReplyCommand
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'count'; readonly id: number; readonly texts: readonly string[] }
  /** Last: the process frees the model and ends. */
  | { readonly type: 'close' };

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

const SHAPES: MessageShapes<EngineCommand> = {
  load: {
    settings: isRecordOf({
      modelPath: isText,
      contextTokens: isNumber,
      isContextFixed: isBoolean,
      threads: (value) => value === 'auto' || isNumber(value),
      gpu: isOneOf(gpuChoices),
      allowBaseModel: isBoolean,
      maxQueuedReplies: isNumber,
    }),
  },
  reply: {
    id: isNumber,
    conversation: isText,
    agent: isText,
    prompt: isRecordOf({
      system: isText,
      turns: isListOf(isRecordOf({ role: isOneOf(['user', 'assistant']), text: isText })),
    }),
    sampling: isRecordOf({
      temperature: isNumber,
      topP: isNumber,
      topK: isNumber,
      minP: isNumber,
      repeatPenalty: isNumber,
      maxTokens: isNumber,
      seed: isOptional(isNumber),
    }),
    maxTokensPerSecond: isOptional(isNumber),
  },
  stop: { id: isNumber },
  count: { id: isNumber, texts: isListOf(isText) },
  close: {},
};

/** @throws {TypeError} */
export function parseEngineCommand(value: unknown): EngineCommand {
  return parseMessage<EngineCommand>(value, SHAPES);
}
