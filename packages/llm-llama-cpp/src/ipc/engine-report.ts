/** What the engine process tells its parent. */

import { languageModelErrorCodes } from '@parley/llm';
import type { LanguageModelErrorCode } from '@parley/llm';
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

/** What the engine found in the model's file. */
export interface LoadedModel {
  readonly name: string;
  /** Number of weights, where it is known. */
  readonly parameters: number | undefined;
  /** Tokens of prompt and reply together, of one conversation. */
  readonly contextTokens: number;
  /** Conversations that can be written at the same time. */
  readonly sequences: number;
  /** Chosen by calibration or by the options. */
  readonly threads: number;
  /** The GPU's interface, or `none`. */
  readonly gpu: string;
  readonly hasTemplate: boolean;
}

export type EndReason = 'complete' | 'length' | 'stopped';

/** Reports of one reply carry the id of its command. */
export type ReplyReport =
  | { readonly type: 'queued'; readonly id: number; readonly ahead: number }
  | {
      readonly type: 'started';
      readonly id: number;
      readonly promptTokens: number;
      readonly cachedTokens: number;
    }
  | { readonly type: 'reading'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'text'; readonly id: number; readonly text: string; readonly tokens: number }
  | { readonly type: 'ended'; readonly id: number; readonly reason: EndReason }
  | ({ readonly type: 'refused'; readonly id: number } & EngineProblem);

export interface EngineProblem {
  readonly code: LanguageModelErrorCode;
  readonly message: string;
}

export type EngineReport =
  | {
      readonly type: 'starting';
      readonly step: 'loading' | 'calibrating';
      readonly progress: number | undefined;
    }
  | { readonly type: 'ready'; readonly model: LoadedModel }
  /** The model cannot be used; the process ends by itself. */
  | ({ readonly type: 'failed' } & EngineProblem)
  | ReplyReport
  | { readonly type: 'counted'; readonly id: number; readonly counts: readonly number[] }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  /** Sent every second from the engine's event loop. */
  | { readonly type: 'alive' };

const isCode = isOneOf(languageModelErrorCodes);

const SHAPES: MessageShapes<EngineReport> = {
  starting: { step: isOneOf(['loading', 'calibrating']), progress: isOptional(isNumber) },
  ready: {
    model: isRecordOf({
      name: isText,
      parameters: isOptional(isNumber),
      contextTokens: isNumber,
      sequences: isNumber,
      threads: isNumber,
      gpu: isText,
      hasTemplate: (value) => typeof value === 'boolean',
    }),
  },
  failed: { code: isCode, message: isText },
  queued: { id: isNumber, ahead: isNumber },
  started: { id: isNumber, promptTokens: isNumber, cachedTokens: isNumber },
  reading: { id: isNumber, done: isNumber, total: isNumber },
  text: { id: isNumber, text: isText, tokens: isNumber },
  ended: { id: isNumber, reason: isOneOf(['complete', 'length', 'stopped']) },
  refused: { id: isNumber, code: isCode, message: isText },
  counted: { id: isNumber, counts: isListOf(isNumber) },
  log: { level: isOneOf(['info', 'warn', 'error']), text: isText },
  alive: {},
};

/** @throws {TypeError} */
export function parseEngineReport(value: unknown): EngineReport {
  return parseMessage<EngineReport>(value, SHAPES);
}
