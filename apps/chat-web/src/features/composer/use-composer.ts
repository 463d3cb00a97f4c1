/** The composer's state: text and the message replied to, kept as the room's draft. */

import type { Message, MessageId, RoomId } from '@parley/chat-protocol';
import { useCallback, useMemo, useState } from 'react';
import { COMPOSER_ID } from '../../app/focus-composer.ts';
import { NO_DRAFT, loadDraft, saveDraft } from './draft-store.ts';
import type { SavedDraft } from './draft-store.ts';

export interface ComposerControl {
  readonly text: string;
  readonly replyId: MessageId | null;
  readonly setText: (text: string) => void;
  /** Puts text back that was taken out of the conversation, before what is being written. */
  readonly replaceText: (text: string) => void;
  readonly replyTo: (message: Message) => void;
  readonly cancelReply: () => void;
  readonly clear: () => void;
}

export function useComposer(roomId: RoomId): ComposerControl {
  const [draft, setDraft] = useState(() => loadDraft(roomId));

  const change = useCallback(
    (step: (draft: SavedDraft) => SavedDraft) => {
      setDraft((before) => {
        const after = step(before);
        saveDraft(roomId, after);
        return after;
      });
    },
    [roomId],
  );

  const actions = useMemo(
    () => ({
      setText: (text: string) => change((before) => ({ ...before, text })),
      replaceText: (text: string) => {
        change((before) => ({
          ...before,
          text: before.text.trim() === '' ? text : `${text}\n${before.text}`,
        }));
        focusField();
      },
      replyTo: (message: Message) => {
        change((before) => ({ ...before, replyTo: message.id }));
        focusField();
      },
      cancelReply: () => change((before) => ({ ...before, replyTo: null })),
      clear: () => change(() => NO_DRAFT),
    }),
    [change],
  );
  return { ...actions, text: draft.text, replyId: draft.replyTo };
}

/** Writing comes next, so the keyboard may open. */
function focusField(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}
