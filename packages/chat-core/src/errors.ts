/** What a history store reports when the database cannot do what was asked. */

/** `storage-full`: the disk, or the database's own limit. `storage-failed`: anything else. */
export type StorageErrorCode = 'storage-full' | 'storage-failed';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
