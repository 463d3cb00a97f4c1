import { describe, expect, test } from 'vitest';
import { contextSizes } from '../../src/engine/context-size.ts';

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
