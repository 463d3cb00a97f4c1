/** Answers to requests that may be refused, and the sentences of refusals that several requests share. */

import type { Outcome, ProblemCode, Refusal } from '@parley/chat-protocol';
import { StorageError } from './errors.ts';
import type { StorageErrorCode } from './errors.ts';
import type { ChatLogger } from './ports.ts';

const STORAGE_MESSAGES: Record<StorageErrorCode, string> = {
  'storage-full':
    'The server’s disk is full, so nothing was saved. Whoever runs it has to make room.',
  'storage-failed': 'The server could not save this. Try again in a moment.',
};

export const refusals = {
  notSignedIn: () => refused('not-signed-in', 'Sign in first.'),
  roomNotFound: () => refused('room-not-found', 'There is no such room.'),
  notAMember: () => refused('not-a-member', 'Join the room first.'),
  messageNotFound: () => refused('message-not-found', 'There is no such message in this room.'),
  shuttingDown: () =>
    refused('shutting-down', 'The server is going down. Try again when it is back.'),
} as const;

export function accepted<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(code: ProblemCode, message: string, retryAfterMs?: number): Refusal {
  const problem = retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  return { ok: false, problem };
}

/** A sentence for the room or the person who asked. */
export function storageSentence(code: StorageErrorCode): string {
  return STORAGE_MESSAGES[code];
}

/** Runs a request; what the store could not do becomes a refusal, anything else stays an error. */
export async function refusingStorageErrors<T>(
  logger: ChatLogger,
  request: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    logger.error({ error, code: error.code }, 'the store failed; the request was refused');
    return refused(error.code, storageSentence(error.code));
  }
}
