import { describe, expect, test } from 'vitest';
import { contextSizes } from '../../src/engine/context-size.ts';
import { kvBytesPerToken, modelNameOf, parametersOf } from '../../src/engine/model-facts.ts';
import type { GgufFacts } from '../../src/engine/model-facts.ts';
import { ReadingPace } from '../../src/engine/reading-pace.ts';
import { transcriptBudget } from '../../src/transcript-budget.ts';

const GIB = 1024 ** 3;
const KIB = 1024;

describe('the size of the context', () => {
  test('is all that was wanted where there is room', () => {
    const { sizes } = contextSizes(
      { contextTokens: 4096, isFixed: false },
      { kvBytesPerToken: 22.5 * KIB, freeBytes: 8 * GIB },
    );

    expect(sizes[0]).toEqual({ sequences: 4, contextTokens: 4096 });
  });

  test('gives up sequences before it gives up context', () => {
    // Llama 2 7B on a machine of which 6 GiB are free: 2 GiB of keys and values a conversation.
    const { sizes } = contextSizes(
      { contextTokens: 4096, isFixed: false },
      { kvBytesPerToken: 512 * KIB, freeBytes: 6 * GIB },
    );

    expect(sizes[0]).toEqual({ sequences: 1, contextTokens: 4096 });
    expect(sizes[1]).toEqual({ sequences: 2, contextTokens: 2048 });
  });

  test('keeps a context that was asked for', () => {
    const { sizes } = contextSizes(
      { contextTokens: 8192, isFixed: true },
      { kvBytesPerToken: 512 * KIB, freeBytes: 6 * GIB },
    );

    expect(sizes).toEqual([{ sequences: 1, contextTokens: 8192 }]);
  });

  test('is tried at its smallest when nothing seems to fit', () => {
    const { sizes } = contextSizes(
      { contextTokens: 4096, isFixed: false },
      { kvBytesPerToken: 512 * KIB, freeBytes: 0 },
    );

    expect(sizes).toEqual([{ sequences: 1, contextTokens: 1024 }]);
  });
});

describe('what a file says of itself', () => {
  test('is named by base, size and tuning', () => {
    const name = modelNameOf(
      facts({ basename: 'Llama-3.2', size_label: '3B', finetune: 'Instruct', name: 'x' }),
      '/m.gguf',
    );

    expect(name).toBe('Llama 3.2 3B Instruct');
  });

  test('is named as it names itself, or as its file is named', () => {
    expect(modelNameOf(facts({ name: 'LLaMA v2' }), '/m.gguf')).toBe('LLaMA v2');
    expect(modelNameOf(facts({}), '/models/llama-2-7b-chat.Q4_0.gguf')).toBe(
      'llama-2-7b-chat.Q4_0',
    );
  });

  test('has as many weights as its tensors', () => {
    const tensors = [{ dimensions: [576, 49_152] }, { dimensions: [576n] }];

    expect(parametersOf({ ...facts({}), fullTensorInfo: tensors } as unknown as GgufFacts)).toBe(
      576 * 49_152 + 576,
    );
    expect(parametersOf(facts({}))).toBeUndefined();
  });

  test('tells the memory of a token', () => {
    const smol = { block_count: 30, embedding_length: 576, attention: heads(9, 3) };
    const llama2 = { block_count: 32, embedding_length: 4096, attention: heads(32, undefined) };

    expect(kvBytesPerToken(architecture(smol))).toBe(22.5 * KIB);
    expect(kvBytesPerToken(architecture(llama2))).toBe(512 * KIB);
  });
});

describe('how much a model is given', () => {
  test('leaves room for the reply and what stands around the transcript', () => {
    expect(transcriptBudget({ contextTokens: 4096, parameters: 7e9 }, 512)).toBe(4096 - 512 - 512);
  });

  test('is little for a tiny model, which finds nothing in much', () => {
    expect(transcriptBudget({ contextTokens: 4096, parameters: 1.3e8 }, 320)).toBe(1024);
  });

  test('is never nothing', () => {
    expect(transcriptBudget({ contextTokens: 512, parameters: undefined }, 512)).toBe(128);
  });

  test('is read in pieces that a stop need not wait long for', () => {
    const pace = new ReadingPace();
    for (let batch = 0; batch < 20; batch += 1) {
      pace.recordBatch({ writtenTokens: 0, readTokens: 64, elapsedMs: 64 });
    }
    expect(pace.pieceTokens).toBe(112);

    for (let batch = 0; batch < 20; batch += 1) {
      pace.recordBatch({ writtenTokens: 0, readTokens: 16, elapsedMs: 1600 });
    }
    expect(pace.pieceTokens).toBe(16);
  });
});

function facts(general: object): GgufFacts {
  return { metadata: { general }, architectureMetadata: {} } as unknown as GgufFacts;
}

function architecture(architectureMetadata: object): GgufFacts {
  return { metadata: { general: {} }, architectureMetadata } as unknown as GgufFacts;
}

function heads(count: number, kvCount: number | undefined): object {
  return { head_count: count, head_count_kv: kvCount };
}
