import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncateMiddle, truncateToTokens } from '../../src/context/middle-truncation.ts';

/** A token for every three UTF-16 units, begun ones too. */
const costOf = async (text: string): Promise<number> => Math.ceil(text.length / 3);

describe('middle truncation', () => {
  it('[CH-65] keeps the beginning and the end', () => {
    expect(truncateMiddle('abcdefghij', 4)).toBe('ab … ij');
    expect(truncateMiddle('abcdefghij', 10)).toBe('abcdefghij');
    expect(truncateMiddle('abcdefghij', 0)).toBe(' … ');
  });

  it('[CH-65] cuts no character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, maxUnits) => {
        expect(truncateMiddle(text, maxUnits)).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('[CH-65] fits the tokens asked for, or only the mark is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 500 }), fc.nat(100), async (text, maxTokens) => {
        const fitted = await truncateToTokens(text, maxTokens, costOf);
        expect(fitted.cost).toBe(await costOf(fitted.text));
        if (fitted.cost > maxTokens) expect(fitted.text.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('leaves a text alone that fits', async () => {
    expect(await truncateToTokens('abcdef', 2, costOf)).toEqual({ text: 'abcdef', cost: 2 });
  });
});
