import { describe, expect, test } from 'vitest';
import { ThoughtFilter } from '../../src/engine/thought-filter.ts';

describe('thoughts', () => {
  test.each([1, 3, 100])('are left out, however they are cut: %d', (length) => {
    expect(filtered('\n<think>\nHm, 2 < 3.\n</think>\n\nIt is two.', { length })).toBe(
      '\n\nIt is two.',
    );
  });

  test('that the prompt has opened are left out too', () => {
    expect(filtered('Hm.</think>Two.', { length: 2, prompt: '<|assistant|><think>\n' })).toBe(
      'Two.',
    );
  });

  test('without an end are no answer', () => {
    expect(filtered('<think>Hm. And on the other hand', { length: 4 })).toBe('');
  });

  test('are not what only looks like them, or comes later', () => {
    const text = '<thin ice> is written </think> and <think> here.';

    expect(filtered(text, { length: 1 })).toBe(text);
    expect(filtered('  <th', { length: 1 })).toBe('  <th');
  });
});

function filtered(
  text: string,
  { length, prompt = '' }: { length: number; prompt?: string },
): string {
  const filter = new ThoughtFilter(prompt);
  const pieces = text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end();
}
