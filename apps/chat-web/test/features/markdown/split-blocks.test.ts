import { describe, expect, it } from 'vitest';
import { isOpenFence, splitBlocks } from '../../../src/features/markdown/split-blocks.ts';

describe('splitBlocks', () => {
  it.each<[string, string, number]>([
    ['paragraphs', 'one\n\ntwo\n\nthree', 3],
    ['a loose list with its numbers', '1. one\n\n2. two\n\n   more of two\n\nafter', 2],
    ['a fence with empty lines in it', '```js\na\n\nb\n```\n\nafter', 2],
    ['a fence that is still open', 'before\n\n```js\na\n\nb', 2],
    ['a fence inside a longer one', '````\n```\n\n```\n````\n\nafter', 2],
    ['a table', '| a |\n|---|\n| b |\n\nafter', 2],
    ['definitions, which are used from anywhere', 'see [a]\n\n[a]: https://example.org', 1],
    ['nothing', '', 0],
  ])('keeps %s together', (_, text, count) => {
    expect(splitBlocks(text)).toHaveLength(count);
  });

  it('loses nothing', () => {
    const text = '# Title\n\none\n\n- a\n\n- b\n\n```\nx\n\ny\n```\ntail';
    expect(splitBlocks(text).join('\n')).toBe(text);
  });

  it('changes only the last block while text grows', () => {
    const text = 'one\n\n- a\n- b\n\n```js\nlet x;\n```\n\nand the end of it';
    let before: string[] = [];
    for (let length = 1; length <= text.length; length += 1) {
      const blocks = splitBlocks(text.slice(0, length));
      const settled = before.slice(0, -1);
      expect(blocks.slice(0, settled.length).map((it) => it.trimEnd())).toEqual(
        settled.map((it) => it.trimEnd()),
      );
      before = blocks;
    }
  });
});

describe('isOpenFence', () => {
  it('tells whether the end of a fence has come', () => {
    expect(isOpenFence('```js\nlet x')).toBe(true);
    expect(isOpenFence('```js\nlet x\n```')).toBe(false);
    expect(isOpenFence('text')).toBe(false);
  });
});
