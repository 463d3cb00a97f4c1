import { describe, expect, it } from 'vitest';
import { highlight } from '../../../src/features/markdown/highlighter.ts';

describe('highlight', () => {
  it('gives tokens by kind and keeps the code', async () => {
    const code = 'def f():\n    return "x"  # why';
    const lines = await highlight(code, 'py');
    expect(lines?.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
    const kinds = lines?.flat().map(({ text, kind }) => [text.trim(), kind]);
    expect(kinds).toContainEqual(['def', 'keyword']);
    expect(kinds).toContainEqual(['# why', 'comment']);
  });

  it('leaves languages alone that it does not know', async () => {
    expect(await highlight('x', 'brainfuck')).toBeUndefined();
    expect(await highlight('x', 'constructor')).toBeUndefined();
  });
});
