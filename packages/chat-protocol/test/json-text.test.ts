import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTextLength, jsonTextPrefix } from '../src/index.ts';

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    '\\',
    '\n',
    '\u0001',
    '\u007f',
    'é',
    '日',
    '👩',
    '\ud83d',
    '\udc69',
  ),
});

function written(value: string): number {
  return new TextEncoder().encode(JSON.stringify(value)).length - 2;
}

describe('text in a JSON string', () => {
  it('takes as many bytes as are written', () => {
    fc.assert(fc.property(text, (value) => jsonTextLength(value) === written(value)));
  });

  it('begins with as many whole characters as fit, and with one at least', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (value, maxBytes) => {
        const prefix = jsonTextPrefix(value, maxBytes);
        const [first = ''] = value;
        expect(value.startsWith(prefix)).toBe(true);
        expect(jsonTextLength(prefix) <= maxBytes || prefix === first).toBe(true);
        const [next] = value.slice(prefix.length);
        if (next !== undefined) expect(jsonTextLength(prefix + next)).toBeGreaterThan(maxBytes);
      }),
    );
  });
});
