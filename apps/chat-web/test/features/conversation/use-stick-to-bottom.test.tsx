// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useStickToBottom } from '../../../src/features/conversation/use-stick-to-bottom.ts';

afterEach(cleanup);

function Scroller(): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const options = { scroller, content, firstKey: 'm1', bottomSignal: 0 };
  const { isAtBottom } = useStickToBottom(options);
  return (
    <div ref={scroller} data-at-bottom={isAtBottom}>
      <div ref={content} />
    </div>
  );
}

interface Place {
  readonly top: number;
  readonly view: number;
  readonly content: number;
}

/** Where a layout would have put the element, and the event that tells of it. */
function scrolled(element: Element, { top, view, content }: Place): string | null {
  Object.defineProperty(element, 'clientHeight', { configurable: true, value: view });
  Object.defineProperty(element, 'scrollHeight', { configurable: true, value: content });
  element.scrollTop = top;
  act(() => void element.dispatchEvent(new Event('scroll')));
  return element.getAttribute('data-at-bottom');
}

function scroller(): Element {
  const { firstElementChild } = render(<Scroller />).container;
  if (firstElementChild === null) throw new Error('nothing was rendered');
  return firstElementChild;
}

it('follows the end until the reader scrolls up', () => {
  const element = scroller();
  expect(scrolled(element, { top: 400, view: 600, content: 1_000 })).toBe('true');
  expect(scrolled(element, { top: 400, view: 600, content: 1_300 })).toBe('true');
  expect(scrolled(element, { top: 200, view: 600, content: 1_300 })).toBe('false');
  expect(scrolled(element, { top: 680, view: 600, content: 1_300 })).toBe('true');
});

it('goes on following when the browser moves it because the composer gets lower', () => {
  const element = scroller();
  scrolled(element, { top: 600, view: 400, content: 1_000 });
  expect(scrolled(element, { top: 400, view: 600, content: 1_200 })).toBe('true');
});

it('goes on following when the browser moves it because its content got shorter', () => {
  const element = scroller();
  scrolled(element, { top: 600, view: 400, content: 1_000 });
  expect(scrolled(element, { top: 450, view: 400, content: 950 })).toBe('true');
});
