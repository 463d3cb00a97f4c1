/** Why a model could not be loaded, in plain words for the person who runs the server. */

import { open, stat } from 'node:fs/promises';
import { LanguageModelError } from '@parley/llm';
import { InsufficientMemoryError, NoBinaryFoundError } from 'node-llama-cpp';

const GGUF_MAGIC = 'GGUF';
const ADVICE = 'Give the path of a GGUF file, hf:user/repo:quant, or an address.';

/** @throws {LanguageModelError} `model-missing` or `model-invalid`, before anything native sees the file. */
export async function checkModelFile(modelPath: string): Promise<void> {
  const found = await stat(modelPath).catch((error: unknown) => {
    throw new LanguageModelError(
      'model-missing',
      `There is no model file at ${modelPath}. ${ADVICE}`,
      {
        cause: error,
      },
    );
  });
  if (!found.isFile()) {
    throw new LanguageModelError('model-missing', `${modelPath} is not a file. ${ADVICE}`);
  }

  const file = await open(modelPath).catch((error: unknown) => {
    throw new LanguageModelError('model-missing', `The model file ${modelPath} cannot be read.`, {
      cause: error,
    });
  });
  try {
    const { buffer } = await file.read(Buffer.alloc(GGUF_MAGIC.length), 0, GGUF_MAGIC.length, 0);
    if (buffer.toString('latin1') !== GGUF_MAGIC) {
      throw new LanguageModelError('model-invalid', `${modelPath} is not a GGUF file.`);
    }
  } finally {
    await file.close();
  }
}

/** Translates what the library threw while it loaded the model or made its context. */
export function loadProblemOf(error: unknown, modelPath: string): LanguageModelError {
  if (error instanceof LanguageModelError) return error;
  const detail = error instanceof Error ? error.message : String(error);

  if (error instanceof InsufficientMemoryError) {
    return new LanguageModelError(
      'out-of-memory',
      `The model ${modelPath} does not fit into this machine's memory: ${detail}. Use a smaller model or a smaller quantisation, or a smaller context.`,
      { cause: error },
    );
  }
  if (error instanceof NoBinaryFoundError) {
    return new LanguageModelError(
      'engine-missing',
      'There is no llama.cpp binary for this machine (Linux needs glibc 2.34 or newer). Use an OpenAI-compatible model server instead.',
      { cause: error },
    );
  }
  return new LanguageModelError(
    'model-invalid',
    `The model file ${modelPath} is damaged or incomplete: ${detail}. Download it again.`,
    { cause: error },
  );
}
