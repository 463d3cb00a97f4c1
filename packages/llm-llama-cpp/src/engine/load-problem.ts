/** Why a model could not be loaded, in plain words for the person who runs the server. */

import { open, stat } from 'node:fs/promises';
import { LanguageModelError } from '@parley/llm';
import {
  GgufInsights,
  InsufficientMemoryError,
  NoBinaryFoundError,
  readGgufFileInfo,
} from 'node-llama-cpp';
import type { Llama } from 'node-llama-cpp';
import { megabytes } from './megabytes.ts';

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

/**
 * Why loading failed, for what takes a closer look: an architecture that this llama.cpp does not know
 * fails like a damaged file.
 */
export async function loadProblemWith(
  llama: Llama,
  error: unknown,
  modelPath: string,
): Promise<LanguageModelError> {
  if (error instanceof InsufficientMemoryError) return await tooBig(llama, error, modelPath);
  const facts = await readGgufFileInfo(modelPath).catch(() => undefined);
  if (facts === undefined) return loadProblemOf(error, modelPath);
  const { isSupportedByLlamaCpp } = await GgufInsights.from(facts, llama);
  if (isSupportedByLlamaCpp) return loadProblemOf(error, modelPath);

  const { release } = llama.llamaCppRelease;
  return new LanguageModelError(
    'model-unsupported',
    `The model ${modelPath} is of the architecture ${facts.metadata.general.architecture}, which llama.cpp ${release} does not know. Use another model, or a newer version of Parley.`,
    { cause: error },
  );
}

/** Translates what the library threw while it loaded the model or made its context. */
export function loadProblemOf(error: unknown, modelPath: string): LanguageModelError {
  if (error instanceof LanguageModelError) return error;
  const detail = error instanceof Error ? error.message : String(error);

  if (error instanceof NoBinaryFoundError) {
    return new LanguageModelError(
      'engine-missing',
      'There is no llama.cpp binary for this machine, or none for the GPU that was asked for (Linux needs glibc 2.34 or newer). Try it without a GPU, or use an OpenAI-compatible model server.',
      { cause: error },
    );
  }
  return new LanguageModelError(
    'model-invalid',
    `The model file ${modelPath} is damaged or incomplete: ${detail}. Download it again.`,
    { cause: error },
  );
}

async function tooBig(llama: Llama, error: Error, modelPath: string): Promise<LanguageModelError> {
  const { size } = await stat(modelPath);
  const { free } = await llama.getRamState();

  return new LanguageModelError(
    'out-of-memory',
    `The model ${modelPath} needs more than its ${megabytes(size)} MB, and ${megabytes(free)} MB are free (${error.message}). Use a smaller model or a smaller quantisation.`,
    { cause: error },
  );
}
