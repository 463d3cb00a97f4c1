/** Everything that can go wrong between the chat and a model. */

interface Consequence {
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly isRetryable: boolean;
}

const CONSEQUENCES = {
  'model-missing': { isRetryable: false },
  'model-invalid': { isRetryable: false },
  'model-unsupported': { isRetryable: false },
  'template-missing': { isRetryable: false },
  'download-failed': { isRetryable: true },
  'engine-missing': { isRetryable: false },
  'out-of-memory': { isRetryable: false },
  'context-overflow': { isRetryable: false },
  'queue-full': { isRetryable: true },
  'engine-crashed': { isRetryable: true },
  'not-ready': { isRetryable: true },
  internal: { isRetryable: true },
} as const satisfies Record<string, Consequence>;

export type LanguageModelErrorCode = keyof typeof CONSEQUENCES;

export const languageModelErrorCodes = Object.keys(CONSEQUENCES) as LanguageModelErrorCode[];

/** The model could not do what was asked. `message` is written for the person who runs the server. */
export class LanguageModelError extends Error {
  override readonly name = 'LanguageModelError';
  readonly code: LanguageModelErrorCode;
  readonly isRetryable: boolean;

  constructor(code: LanguageModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.isRetryable = CONSEQUENCES[code].isRetryable;
  }
}
