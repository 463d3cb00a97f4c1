/** Roving focus: one message at a time is in the tab order, arrows move to the others. */

import { useCallback, useState } from 'react';
import type { FocusEvent, KeyboardEvent } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';

interface MessageKeys {
  /** Key of the row that Tab comes to. */
  readonly activeKey: string | undefined;
  readonly handleKey: (event: KeyboardEvent<HTMLElement>) => void;
  readonly handleFocus: (event: FocusEvent<HTMLElement>) => void;
}

export function useMessageKeys(lastKey: string | undefined): MessageKeys {
  const [focusedKey, setFocusedKey] = useState<string>();

  const handleFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    const key = event.target.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (key !== undefined) setFocusedKey(key);
  }, []);

  const handleKey = useCallback((event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') focusComposer();
    const row = event.target instanceof HTMLElement ? event.target.closest('[data-row]') : null;
    // Inside a message (its buttons, a selection in its code) the arrows are not ours.
    if (row === null || event.target !== row || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    const next = neighbour(event.key, rows, rows.indexOf(row as HTMLElement));
    if (next === undefined) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }, []);

  return { activeKey: focusedKey ?? lastKey, handleKey, handleFocus };
}

function neighbour(key: string, rows: HTMLElement[], index: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowUp':
      return rows[Math.max(0, index - 1)];
    case 'ArrowDown':
      return rows[Math.min(rows.length - 1, index + 1)];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}
