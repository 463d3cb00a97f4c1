import { describe, expect, it } from 'vitest';
import {
  findMentionQuery,
  insertMention,
  suggestMembers,
} from '../../../src/features/composer/mention-query.ts';
import { ANA, BO, LLAMA, MIKA } from '../../support/fixtures.ts';

describe('findMentionQuery', () => {
  it.each([
    ['@', { start: 0, text: '' }],
    ['Ask @ll', { start: 4, text: 'll' }],
    ['(@an', { start: 1, text: 'an' }],
    ['line\n@b', { start: 5, text: 'b' }],
  ])('finds the mention at the caret of %j', (text, query) => {
    expect(findMentionQuery(text, text.length)).toEqual(query);
  });

  it.each(['me@example', '@ana hello', 'no mention', '@@'])('finds none in %j', (text) => {
    expect(findMentionQuery(text, text.length)).toBeUndefined();
  });

  it('looks only before the caret', () => {
    expect(findMentionQuery('@ll later', 3)).toEqual({ start: 0, text: 'll' });
    expect(findMentionQuery('@ll later', 6)).toBeUndefined();
  });
});

describe('suggestMembers', () => {
  it('matches beginnings of names, whatever their case, agents first', () => {
    const members = [MIKA, ANA, LLAMA, BO];
    expect(suggestMembers(members, 'L')).toEqual([LLAMA]);
    expect(suggestMembers(members, '')).toEqual([LLAMA, ANA, BO, MIKA]);
    expect(suggestMembers([{ ...ANA, name: 'Ana Maria' }], 'mar')).toHaveLength(1);
    expect(suggestMembers(members, 'ka')).toEqual([]);
  });
});

describe('insertMention', () => {
  it('replaces what was typed and leaves one space after it', () => {
    const query = { start: 4, text: 'll' };
    const caret = 'Ask @llama '.length;
    expect(insertMention('Ask @ll', query, LLAMA)).toEqual({ text: 'Ask @llama ', caret });
    expect(insertMention('Ask @ll now', query, LLAMA)).toEqual({ text: 'Ask @llama now', caret });
  });
});
