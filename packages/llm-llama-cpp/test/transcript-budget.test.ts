import { describe, expect, test } from 'vitest';
import { transcriptBudget } from '../src/transcript-budget.ts';

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
});
