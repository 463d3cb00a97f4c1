/** What a model throws, by code. */

import { LanguageModelError } from '@parley/llm';
import type { LanguageModelErrorCode } from '@parley/llm';

export const SECRET_DETAIL = '/srv/models/secret.gguf';

/** Its text names a file of the server, as real ones do. */
export function modelError(code: LanguageModelErrorCode): LanguageModelError {
  return new LanguageModelError(code, `It failed on ${SECRET_DETAIL}.`);
}
