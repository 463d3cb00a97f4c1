import { join } from 'node:path';
import { getLlama, InsufficientMemoryError } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BatchClock } from '../../src/engine/batch-clock.ts';
import { loadModel } from '../../src/engine/load-model.ts';
import type { LoadedEngine } from '../../src/engine/load-model.ts';
import { loadProblemWith } from '../../src/engine/load-problem.ts';
import type { EngineSettings } from '../../src/ipc/engine-command.ts';
import { SequenceGate } from '../../src/engine/sequence-gate.ts';
import { settings } from '../support/engine-harness.ts';
import { createModelFiles } from '../support/model-files.ts';
import type { ModelFiles } from '../support/model-files.ts';

let files: ModelFiles;
beforeAll(async () => {
  files = await createModelFiles();
});
afterAll(() => files[Symbol.asyncDispose]());

describe('a model file', () => {
  test('that is not there is missing', async () => {
    const modelPath = join(files.directory, 'no-such.gguf');

    await expect(load({ modelPath })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(modelPath),
    });
  });

  test('that is a folder is missing', async () => {
    await expect(load({ modelPath: files.directory })).rejects.toMatchObject({
      code: 'model-missing',
    });
  });

  test('that is something else is invalid', async () => {
    const modelPath = await files.written('notes.gguf', 'These are my notes.');

    await expect(load({ modelPath })).rejects.toMatchObject({
      code: 'model-invalid',
      message: `${modelPath} is not a GGUF file.`,
    });
  });

  test.each([1_000, 5_000_000])('that ends after %d bytes is invalid', async (bytes) => {
    await expect(load({ modelPath: await files.truncated(bytes) })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('Download it again'),
    });
  });

  test('of an architecture that llama.cpp does not know is unsupported', async () => {
    const camel = {
      find: Buffer.from('\u0005\0\0\0\0\0\0\0llama'),
      replace: Buffer.from('\u0005\0\0\0\0\0\0\0camel'),
    };
    const modelPath = await files.patched([camel], 5_000_000);

    await expect(load({ modelPath })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('camel'),
    });
  });
});

describe('a base model that says it has an endless context', () => {
  let modelPath: string;
  beforeAll(async () => {
    modelPath = await files.patched([
      {
        find: Buffer.from('tokenizer.chat_template'),
        replace: Buffer.from('tokenizer.chat_untaught'),
      },
      { find: contextLength(8192), replace: contextLength(2 ** 30) },
    ]);
  });

  test('is refused for want of a template', async () => {
    await expect(load({ modelPath })).rejects.toMatchObject({ code: 'template-missing' });
  });

  test('is used where base models are allowed', async () => {
    const loaded = await load({ modelPath, allowBaseModel: true });

    expect(loaded.hasTemplate).toBe(false);
    await loaded.llama.dispose();
  });

  test('is refused a context that does not fit into memory, with figures', async () => {
    const contextTokens = 2 ** 29;

    await expect(load({ modelPath, allowBaseModel: true, contextTokens })).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/needs [\d,]+ MB .* [\d,]+ MB are free/),
    });
  });
});

/** The entry of a model's metadata: its key, the type of a 32-bit number, the number. */
function contextLength(tokens: number): Buffer {
  const value = Buffer.alloc(8);
  value.writeUInt32LE(4, 0);
  value.writeUInt32LE(tokens, 4);
  return Buffer.concat([Buffer.from('llama.context_length'), value]);
}

test('a model that is too big says how big it is, and how much is free', async () => {
  const llama = await getLlama({ build: 'never', gpu: false });
  const problem = await loadProblemWith(
    llama,
    new InsufficientMemoryError('not enough RAM'),
    settings.modelPath,
  );
  await llama.dispose();

  expect(problem.code).toBe('out-of-memory');
  expect(problem.message).toMatch(/more than its 99 MB, and [\d,]+ MB are free/);
});

function load(changes: Partial<EngineSettings>): Promise<LoadedEngine> {
  return loadModel(
    { ...settings, contextTokens: 256, ...changes },
    {
      writing: 0,
      readingBudget: () => 64,
      clock: new BatchClock(() => {}),
      gate: new SequenceGate(),
    },
    () => {},
  );
}
