/**
 * Why a reply failed, in a sentence for the room.
 *
 * A model's own message is for whoever runs the server and may name files or hosts: it goes to the log.
 */

import type { ReplyOutcome } from '@parley/chat-protocol';
import type { LanguageModelErrorCode } from '@parley/llm';
import { StorageError } from '../errors.ts';
import { storageSentence } from '../outcomes.ts';

const MODEL_REASONS: Record<LanguageModelErrorCode, string> = {
  'model-missing': 'The model’s file was not found on the server.',
  'model-invalid': 'The model’s file is damaged or not a model.',
  'model-unsupported': 'The server cannot run this kind of model.',
  'template-missing': 'The model has no chat template, so it cannot hold a conversation.',
  'download-failed': 'The model could not be downloaded.',
  'engine-missing': 'The program that runs the model is not installed on the server.',
  'out-of-memory': 'The server has too little memory for the model.',
  'context-overflow': 'The question does not fit into what the model can read at once.',
  'queue-full': 'The model has too much to do at the moment.',
  'engine-crashed': 'The model crashed while it was at work.',
  'not-ready': 'The model was not ready.',
  internal: 'Something went wrong inside the server.',
};

export type FailedOutcome = Extract<ReplyOutcome, { readonly kind: 'failed' }>;

/** The outcome of a reply that this error ended. */
export function failureOf(error: unknown): FailedOutcome {
  if (error instanceof StorageError)
    return { kind: 'failed', code: error.code, reason: storageSentence(error.code) };
  const code = modelErrorCode(error);
  return { kind: 'failed', code, reason: MODEL_REASONS[code] };
}

/** The outcome of a turn whose agent is no longer configured. */
export const agentGone: FailedOutcome = {
  kind: 'failed',
  code: 'agent-gone',
  reason: 'This agent is no longer here.',
};

// By its code, not by its class: chat-core knows the model contract as types only.
function modelErrorCode(error: unknown): LanguageModelErrorCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && isModelErrorCode(code) ? code : 'internal';
}

function isModelErrorCode(code: string): code is LanguageModelErrorCode {
  return Object.hasOwn(MODEL_REASONS, code);
}
