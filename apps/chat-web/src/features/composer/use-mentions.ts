/** The combobox of mentions: what it offers, which one is marked, and what the keys do to it. */

import type { Member } from '@parley/chat-protocol';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { findMentionQuery, insertMention, suggestMembers } from './mention-query.ts';
import type { InsertedMention } from './mention-query.ts';

interface MentionsInput {
  readonly text: string;
  readonly members: readonly Member[];
  readonly onInsert: (inserted: InsertedMention) => void;
}

export interface Mentions {
  /** Empty while the list is closed. */
  readonly options: readonly Member[];
  readonly activeIndex: number;
  readonly choose: (member: Member) => void;
  /** Tells the list where the caret is; it opens and closes by that. */
  readonly caretMoved: (caret: number | undefined) => void;
  /** Whether the key was the list's. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
}

export function useMentions({ text, members, onInsert }: MentionsInput): Mentions {
  const [caret, setCaret] = useState<number>();
  const [dismissedAt, setDismissedAt] = useState<number>();
  const [marked, setMarked] = useState(0);
  const query = caret === undefined ? undefined : findMentionQuery(text, caret);
  const isOpen = query !== undefined && query.start !== dismissedAt;
  const options = isOpen ? suggestMembers(members, query.text) : [];
  const activeIndex = Math.min(marked, Math.max(0, options.length - 1));

  const choose = (member: Member): void => {
    if (query === undefined) return;
    onInsert(insertMention(text, query, member));
    setCaret(undefined);
    setMarked(0);
  };

  const handleKey = (event: KeyboardEvent): boolean => {
    const active = options[activeIndex];
    if (active === undefined) return false;
    switch (event.key) {
      case 'ArrowDown':
        setMarked((activeIndex + 1) % options.length);
        return true;
      case 'ArrowUp':
        setMarked((activeIndex - 1 + options.length) % options.length);
        return true;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey) return false;
        choose(active);
        return true;
      case 'Escape':
        setDismissedAt(query?.start);
        return true;
      default:
        return false;
    }
  };

  const caretMoved = (position: number | undefined): void => {
    if (position === caret) return;
    setCaret(position);
    setMarked(0);
    if (position === undefined || findMentionQuery(text, position) === undefined)
      setDismissedAt(undefined);
  };

  return { options, activeIndex, choose, caretMoved, handleKey };
}
