/** What a client reads when its request cannot be done: the one place that decides. */

import { StorageError } from '@parley/chat-core';
import type { ProblemCode, Refusal } from '@parley/chat-protocol';
import type { z } from 'zod';

const STORAGE_SENTENCES = {
  'storage-full': 'The server’s disk is full, so nothing new can be kept.',
  'storage-failed': 'The server could not read or write its history. Try again.',
} as const satisfies Record<StorageError['code'], string>;

export function refusal(code: ProblemCode, message: string): Refusal {
  return { ok: false, problem: { code, message } };
}

export function notSignedIn(): Refusal {
  return refusal('not-signed-in', 'Sign in first.');
}

/** Of an error that was thrown on the way; `undefined` when it is none of the client's business. */
export function refusalOfError(error: unknown): Refusal | undefined {
  if (!(error instanceof StorageError)) return undefined;
  return refusal(error.code, STORAGE_SENTENCES[error.code]);
}

/** The first thing that the schema says: its own sentence, or where in the input it found what. */
export function refusalOfInput(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const message = issue?.message ?? 'This is not what the server expects.';
  const isSentence = message.endsWith('.');
  const place = issue === undefined || issue.path.length === 0 ? 'input' : issue.path.join('.');
  return refusal('invalid-input', isSentence ? message : `${place}: ${message}.`);
}
