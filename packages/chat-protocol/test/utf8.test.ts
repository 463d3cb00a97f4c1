import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length, utf8SliceFrom } from '../src/index.ts';

const encoder = new TextEncoder();
const anyText = fc.string({
  unit: fc.constantFrom('a', 'é', '日', '😀', '\ud83d', '\ude00', '\n'),
});

describe('utf8Length', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['é', 2],
    ['日', 3],
    ['😀', 4],
    ['\ud83d', 3],
    ['\u007f\u0080\u07ff\u0800\uffff', 1 + 2 + 2 + 3 + 3],
  ])('of %j is %i', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
  });

  it('is what an encoder makes of the text, lone surrogates included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).toBe(encoder.encode(text).length);
      }),
    );
  });
});

describe('utf8SliceFrom', () => {
  it('is what follows so many bytes', () => {
    expect(utf8SliceFrom('aé日😀', 0)).toBe('aé日😀');
    expect(utf8SliceFrom('aé日😀', 3)).toBe('日😀');
    expect(utf8SliceFrom('aé日😀', 10)).toBe('');
    expect(utf8SliceFrom('aé日😀', 99)).toBe('');
  });

  it('keeps a character whole that the offset lies in', () => {
    expect(utf8SliceFrom('aé日', 2)).toBe('é日');
    expect(utf8SliceFrom('😀', 3)).toBe('😀');
  });

  it('puts together what was cut at any offset', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, offset) => {
        const rest = utf8SliceFrom(text, offset);
        expect(text.endsWith(rest)).toBe(true);
        const before = utf8Length(text) - utf8Length(rest);
        expect(before).toBeLessThanOrEqual(offset);
        expect(utf8SliceFrom(text, before)).toBe(rest);
      }),
    );
  });
});
