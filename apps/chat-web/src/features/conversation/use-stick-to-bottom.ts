/** Follows the newest text only while the reader is there; otherwise what is being read stays put. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Px from the end that still count as being there. */
const SLACK = 48;

interface StickOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** All that scrolls in it. */
  readonly content: RefObject<HTMLDivElement | null>;
  /** Key of the oldest row: another one means that history was put above. */
  readonly firstKey: string | undefined;
  /** Another number asks for the end. */
  readonly bottomSignal: number;
}

interface Stick {
  readonly isAtBottom: boolean;
  readonly jump: () => void;
}

export function useStickToBottom(options: StickOptions): Stick {
  const { scroller, content, firstKey, bottomSignal } = options;
  const [isAtBottom, setIsAtBottom] = useState(true);
  const isStuck = useRef(true);
  const before = useRef({ firstKey, height: 0 });

  const toBottom = useCallback(() => {
    scrollToEnd(scroller.current);
    isStuck.current = true;
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const { firstKey: oldKey, height } = before.current;
    const hasHistory = oldKey !== undefined && oldKey !== firstKey;
    if (hasHistory && !isStuck.current) element.scrollBy({ top: element.scrollHeight - height });
    before.current = { firstKey, height: element.scrollHeight };
  }, [scroller, firstKey]);

  useLayoutEffect(toBottom, [toBottom, bottomSignal]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || content.current === null) return;
    const follow = (): void => {
      if (isStuck.current) scrollToEnd(element);
      before.current.height = element.scrollHeight;
    };
    let last = placeOf(element);
    const watch = (): void => {
      // Behind another page on a phone, it has no place.
      if (element.clientHeight === 0) return;
      const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
      const now = placeOf(element);
      // Only who scrolls up leaves the end: text may have grown since this event came about. Where there
      // is less to scroll than before, such as when the composer gets lower, it is the browser that moved.
      const isShorter = now.content < last.content || now.view !== last.view;
      if (distance <= SLACK) isStuck.current = true;
      else if (now.top < last.top && !isShorter) isStuck.current = false;
      last = now;
      setIsAtBottom(isStuck.current);
    };
    // Growth of the content and of the window alike: the composer grows, the keyboard opens.
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    observer.observe(content.current);
    element.addEventListener('scroll', watch, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', watch);
    };
  }, [scroller, content]);

  return { isAtBottom, jump: toBottom };
}

interface Place {
  readonly top: number;
  readonly view: number;
  readonly content: number;
}

function placeOf({ scrollTop, clientHeight, scrollHeight }: HTMLElement): Place {
  return { top: scrollTop, view: clientHeight, content: scrollHeight };
}

function scrollToEnd(element: HTMLElement | null): void {
  element?.scrollTo({ top: element.scrollHeight });
}
