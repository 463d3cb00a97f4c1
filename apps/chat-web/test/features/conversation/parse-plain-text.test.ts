import { describe, expect, it } from 'vitest';
import { parsePlainText } from '../../../src/features/conversation/parse-plain-text.ts';

const parts = (text: string) =>
  parsePlainText(text, ['llama', 'Ana Maria']).map((part) => `${part.kind}:${part.text}`);

describe('a person’s text', () => {
  it('is text, whatever it looks like', () => {
    expect(parts('**no** <b>Markdown</b>')).toEqual(['text:**no** <b>Markdown</b>']);
  });

  it('marks mentions by their longest name', () => {
    expect(parts('hi @ana maria, @LLAMA!')).toEqual([
      'text:hi ',
      'mention:@ana maria',
      'text:, ',
      'mention:@LLAMA',
      'text:!',
    ]);
  });

  it('ends links before the punctuation around them', () => {
    expect(parts('see (https://example.org/a?b=1).')).toEqual([
      'text:see (',
      'link:https://example.org/a?b=1',
      'text:).',
    ]);
  });

  it('links nothing but the web', () => {
    expect(parts('javascript:alert(1) file:///etc')).toEqual([
      'text:javascript:alert(1) file:///etc',
    ]);
  });

  it('finds neither mentions nor links in code', () => {
    expect(parts('run `npx @llama https://x.y`')).toEqual([
      'text:run ',
      'code:npx @llama https://x.y',
    ]);
    expect(parts('look:\n```ts\nlet a;\n```\nok')).toEqual([
      'text:look:',
      'block:let a;',
      'text:ok',
    ]);
  });
});
