import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMentions } from '../src/index.ts';

describe('findMentions', () => {
  it('says where each mention stands, in the order of the text', () => {
    expect(findMentions('hi @ann, and @Bob!', ['Bob', 'Ann'])).toEqual([
      { start: 3, end: 7, name: 'Ann' },
      { start: 13, end: 17, name: 'Bob' },
    ]);
  });

  it('counts in UTF-16 units', () => {
    const text = '😀 @Zoë 😀';
    const [mention] = findMentions(text, ['Zoë']);
    expect(mention).toEqual({ start: 3, end: 7, name: 'Zoë' });
    expect(text.slice(mention?.start, mention?.end)).toBe('@Zoë');
  });

  it.each([
    '@ann',
    '(@ann)',
    '“@ann”',
    '@ann.',
    '@ann?',
    '@ann’s',
    '@ann\n',
    '- @ann',
    '😀@ann',
    '@@ann',
  ])('finds the mention in %j', (text) => {
    expect(findMentions(text, ['Ann'])).toHaveLength(1);
  });

  it.each([
    'ann',
    '@anna',
    '@ann_b',
    '@ann\u0301',
    '@annб',
    'mail@ann.example',
    'é@ann',
    '𝔸@ann',
    'https://social.example/@ann',
    '@ann@social.example',
    '@ann-2',
    '@ ann',
    '@',
    '',
  ])('finds none in %j', (text) => {
    expect(findMentions(text, ['Ann'])).toEqual([]);
  });

  it('takes the longest name that fits', () => {
    const names = ['Ann', 'Ann Lee', 'Ann-Marie'];
    const found = (text: string) => findMentions(text, names).map(({ name }) => name);
    expect(found('@ann lee')).toEqual(['Ann Lee']);
    expect(found('@ann leek')).toEqual(['Ann']);
    expect(found('@Ann-Marie and @ann')).toEqual(['Ann-Marie', 'Ann']);
  });

  it('takes names with signs as they are', () => {
    expect(findMentions('@a.b* @axb', ['a.b*'])).toEqual([{ start: 0, end: 5, name: 'a.b*' }]);
    expect(findMentions('@anything', [''])).toEqual([]);
  });

  it('finds mentions that do not overlap and read as the name', () => {
    const names = ['Ann', 'Ann Lee', 'Zoë'];
    const text = fc.string({ unit: fc.constantFrom('@', 'ann', 'Ann Lee', 'Zoë', ' ', 'x', '😀') });
    fc.assert(
      fc.property(text, (written) => {
        let passed = 0;
        for (const { start, end, name } of findMentions(written, names)) {
          expect(start).toBeGreaterThanOrEqual(passed);
          expect(written.slice(start, end).toLowerCase()).toBe(`@${name.toLowerCase()}`);
          passed = end;
        }
      }),
    );
  });

  it('is quick on a text of nothing but at signs', () => {
    expect(findMentions('@'.repeat(8_000), ['Ann', 'Bob'])).toEqual([]);
  });
});
