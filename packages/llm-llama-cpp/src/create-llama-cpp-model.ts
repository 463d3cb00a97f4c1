/** Makes a model of a GGUF file. Nothing is loaded until it is started. */

import { LlamaCppModel } from './llama-cpp-model.ts';
import type { LlamaCppOptions } from './llama-cpp-options.ts';

/** @throws {RangeError} for an option that makes no sense. */
export function createLlamaCppModel(options: LlamaCppOptions): LlamaCppModel {
  return new LlamaCppModel(options);
}
