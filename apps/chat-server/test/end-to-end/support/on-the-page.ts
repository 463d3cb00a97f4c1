/// <reference lib="dom" />
/** Functions that run inside the page; each must stand alone, for its text is what is sent there. */

import type { AxeResults } from 'axe-core';

/** Letters and digits of the newest reply: what does not change while its Markdown is half finished. */
export function newestLetters(): string {
  const bodies = document.querySelectorAll('article [data-reply-text]');
  return (bodies[bodies.length - 1]?.textContent ?? '').replace(/[^\p{L}\p{N}]/gu, '');
}

export function hasLetters(count: number): boolean {
  const bodies = document.querySelectorAll('article [data-reply-text]');
  const text = bodies[bodies.length - 1]?.textContent ?? '';
  return text.replace(/[^\p{L}\p{N}]/gu, '').length >= count;
}

/** There is a reply, and none is growing. */
export function hasEnded(): boolean {
  return (
    document.querySelector('article[aria-busy="true"]') === null &&
    document.querySelector('article [data-reply-text]') !== null
  );
}

/** axe must have been added to the page. */
export function runAxe(): Promise<AxeResults> {
  return (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
}

export function hasNoSidewaysScroll(): boolean {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth <= clientWidth;
}
