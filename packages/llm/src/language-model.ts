/** The model contract: what the chat asks of any language model, local or remote. */

import type { LanguageModelError } from './errors.ts';
import type { Transcript } from './transcript.ts';

/** What people are told of a model. */
export interface ModelDescription {
  /** As people call it, such as `SmolLM2 135M Instruct`. */
  readonly name: string;
  /** Number of weights, where it is known. */
  readonly parameters: number | undefined;
  /** Tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** Where it runs, such as `this machine`. */
  readonly runsOn: string;
}

export type ModelStatus =
  | { readonly state: 'stopped' }
  /** `progress` from 0 to 1; `undefined` where it cannot be known. */
  | {
      readonly state: 'starting';
      readonly step: 'downloading' | 'loading' | 'calibrating' | 'restarting';
      readonly progress: number | undefined;
    }
  | { readonly state: 'ready' }
  /** It will not come back by itself. */
  | { readonly state: 'failed'; readonly error: LanguageModelError };

export interface ReplyRequest {
  /** Requests of one conversation share a prefix; the engine may keep its state warm. */
  readonly conversation: string;
  readonly transcript: Transcript;
  /** At most this many tokens; the model's profile has the default. */
  readonly maxTokens?: number;
  /** Aborting ends the reply with `stopped`; it never throws for that. */
  readonly signal: AbortSignal;
}

export interface ReplyFigures {
  readonly promptTokens: number;
  /** Of those, how many were still in memory from an earlier reply. */
  readonly cachedTokens: number;
  readonly replyTokens: number;
  /** From the request to the first text. */
  readonly firstTextMs: number;
  /** From the first text to the last. */
  readonly writingMs: number;
}

/** In order: any number of `queued`, then `reading`, then `text`, and exactly one `ended`. */
export type ReplyPart =
  /** How many requests are ahead. */
  | { readonly type: 'queued'; readonly ahead: number }
  /** Tokens of the prompt read so far. */
  | { readonly type: 'reading'; readonly done: number; readonly total: number }
  /** `tokens`: how many tokens this text took. */
  | { readonly type: 'text'; readonly text: string; readonly tokens: number }
  | {
      readonly type: 'ended';
      /** `length`: the token limit was reached. `stopped`: the request's signal. */
      readonly reason: 'complete' | 'length' | 'stopped';
      readonly figures: ReplyFigures;
    };

export interface LanguageModel {
  readonly status: ModelStatus;
  /** Known once the status has been `ready`. */
  readonly description: ModelDescription | undefined;
  /** Calls back on every change of status, in order. The function returned ends that. */
  onStatusChanged(listener: (status: ModelStatus) => void): () => void;

  /** Idempotent. Resolves when ready, rejects with a {@link LanguageModelError} when failed. */
  start(): Promise<void>;

  /** How many tokens of room lines fit beside the system text, the question and a full reply. */
  readonly transcriptBudgetTokens: number;
  /** How many tokens each text takes, one figure per text. */
  countTokens(texts: readonly string[]): Promise<number[]>;

  /**
   * Answers the transcript's question as its agent. Ending the iteration early stops the reply.
   *
   * @throws {LanguageModelError}
   */
  reply(request: ReplyRequest): AsyncIterable<ReplyPart>;

  /** Stops replies in progress and frees the model. Idempotent. */
  close(): Promise<void>;
}
