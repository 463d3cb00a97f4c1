// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from '../../../src/features/markdown/markdown.tsx';

afterEach(cleanup);

function show(text: string, isGrowing = false): HTMLElement {
  return render(<Markdown text={text} isGrowing={isGrowing} />).container;
}

describe('an agent’s text', () => {
  it('is Markdown', () => {
    const page = show('Some **bold** and `code`\n\n- one\n- two\n\n| a |\n|---|\n| b |');
    expect(page.querySelector('strong')?.textContent).toBe('bold');
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByRole('table')).toBeDefined();
  });

  it('loads no images, from nowhere', () => {
    const page = show('![a cat](https://elsewhere.example/cat.png)');
    expect(page.querySelector('img')).toBeNull();
    expect(screen.getByRole('link', { name: '[image: a cat]' })).toBeDefined();
  });

  it('holds no HTML and no scripts', () => {
    const page = show(
      '<script>alert(1)</script><b onclick="x()">b</b>\n\n[x](javascript:alert(1))',
    );
    expect(page.querySelector('script, b, [onclick]')).toBeNull();
    expect(page.querySelector('a')?.getAttribute('href') ?? '').not.toContain('javascript');
    expect(page.querySelector('[style]')).toBeNull();
  });

  it('leads out by links that tell nothing of this page', () => {
    show('[there](https://example.org)');
    const link = screen.getByRole('link', { name: 'there' });
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(link.getAttribute('target')).toBe('_blank');
  });

  it.each(['/#link=secret', '#invite=secret', '//elsewhere.example', 'xmpp:ann', 'javascript:x'])(
    'has no link to %s',
    (href) => {
      expect(show(`[there](${href})`).querySelector('a')).toBeNull();
      expect(screen.getByText('there')).toBeDefined();
    },
  );

  it.each(['>', '> ', '- ', '1. ', '> - '])(
    'is shown as it is when %j is repeated without end',
    (mark) => {
      const text = mark.repeat(2_000);
      const page = show(text, true);
      expect(page.querySelector('blockquote, li')).toBeNull();
      expect(page.textContent).toBe(text);
    },
  );

  it('repairs what is half finished while it grows', () => {
    expect(show('Some **bol', true).querySelector('strong')?.textContent).toBe('bol');
  });

  it('offers to copy a block of code once it is complete', () => {
    show('```js\nlet x;', true);
    expect(screen.queryByRole('button', { name: 'Copy' })).toBeNull();
    cleanup();
    show('```js\nlet x;\n```', true);
    expect(screen.getByRole('button', { name: 'Copy' })).toBeDefined();
    expect(screen.getByText('js')).toBeDefined();
  });

  it('never breaks, wherever it is cut', () => {
    const text =
      '# A\n\n- **b** `c\n\n```js\nx\n```\n\n| a | b |\n|---|---|\n| [c](http://d) |\n\n1. *e*';
    for (let length = 0; length <= text.length; length += 1) {
      expect(() => show(text.slice(0, length), true)).not.toThrow();
      cleanup();
    }
  });
});
