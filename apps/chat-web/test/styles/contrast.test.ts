import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Text on what it stands on, anywhere in the page. */
const TEXT_PAIRS = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'danger', 'agent'].flatMap((text) =>
    ['paper', 'surface', 'raised'].map((ground) => [text, ground] as const),
  ),
  ...['ink', 'ink-2', 'agent', 'danger'].map((text) => [text, 'agent-soft'] as const),
  ...['ink', 'ink-2', 'accent'].map((text) => [text, 'accent-soft'] as const),
  ...['ink', 'ink-2', 'ink-3'].map((text) => [text, 'hover'] as const),
  ['ink-3', 'line-soft'],
  ['danger', 'danger-soft'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-strong'],
  ...[
    'ink',
    'ink-2',
    'code-comment',
    'code-keyword',
    'code-string',
    'code-constant',
    'code-function',
    'code-punctuation',
  ].map((text) => [text, 'code'] as const),
] as const;

/** Edges and marks that say something by themselves. */
const GRAPHIC_PAIRS = [
  ['line-control', 'surface'],
  ['line-control', 'raised'],
  ['ok', 'paper'],
  ['ink-3', 'paper'],
  ['accent', 'surface'],
  ['agent', 'surface'],
] as const;

const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8');
const avatars = readFileSync(new URL('../../src/ui/avatar.module.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;

function tokens(theme: (typeof THEMES)[number]): Map<string, string> {
  const found = css.matchAll(/^ {2}--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/gm);
  const result = new Map<string, string>();
  // The first of a name is the normal one; those for more contrast come later.
  for (const [, name = '', light = '', dark = ''] of found)
    if (!result.has(name)) result.set(name, theme === 'light' ? light : dark);
  return result;
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(THEMES)('%s theme', (theme) => {
  const colours = tokens(theme);
  const colour = (name: string): string => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`tokens.css has no --${name}`);
    return value;
  };

  it.each(TEXT_PAIRS)('shows %s on %s at 4.5:1', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GRAPHIC_PAIRS)('shows the mark %s on %s at 3:1', (mark, ground) => {
    expect(contrast(colour(mark), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe('avatars', () => {
  const tones = [...avatars.matchAll(/\.tone\d \{\n {2}background: (#[0-9a-f]{6});/g)];

  it('have eight tones', () => expect(tones).toHaveLength(8));

  it.each(tones.map(([, tone = '']) => tone))('show white letters on %s at 4.5:1', (tone) => {
    expect(contrast('#ffffff', tone)).toBeGreaterThanOrEqual(4.5);
  });
});
