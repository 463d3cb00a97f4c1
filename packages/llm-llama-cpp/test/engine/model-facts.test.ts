import { describe, expect, test } from 'vitest';
import { kvBytesPerToken, modelNameOf, parametersOf } from '../../src/engine/model-facts.ts';
import type { GgufFacts } from '../../src/engine/model-facts.ts';

const KIB = 1024;

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

function facts(general: object): GgufFacts {
  return { metadata: { general }, architectureMetadata: {} } as unknown as GgufFacts;
}

function architecture(architectureMetadata: object): GgufFacts {
  return { metadata: { general: {} }, architectureMetadata } as unknown as GgufFacts;
}

function heads(count: number, kvCount: number | undefined): object {
  return { head_count: count, head_count_kv: kvCount };
}
