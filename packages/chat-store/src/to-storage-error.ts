/** What SQLite reports, in the words of the history port. */

import { StorageError } from '@parley/chat-core';

/** Primary result code of a full disk or a reached `max_page_count`. */
const SQLITE_FULL = 13;
/** The index of the write-ahead log could not grow: the same full disk, met in another file. */
const SQLITE_IOERR_SHMSIZE = 4874;

export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (isFull(error))
    return new StorageError('storage-full', 'There is no room left to store the history.', {
      cause: error,
    });
  const detail = error instanceof Error ? error.message : String(error);
  return new StorageError('storage-failed', `The history failed: ${detail}`, { cause: error });
}

function isFull(error: unknown): boolean {
  if (!(error instanceof Error) || !('rawCode' in error)) return false;
  const code = Number(error.rawCode);
  return (code & 0xff) === SQLITE_FULL || code === SQLITE_IOERR_SHMSIZE;
}
