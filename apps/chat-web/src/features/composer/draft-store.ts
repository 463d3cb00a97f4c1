/** Drafts: one per room, kept over reloads on this device. */

import type { MessageId, RoomId } from '@parley/chat-protocol';

export interface SavedDraft {
  readonly text: string;
  readonly replyTo: MessageId | null;
}

export const NO_DRAFT: SavedDraft = { text: '', replyTo: null };

export function loadDraft(roomId: RoomId): SavedDraft {
  try {
    const json = localStorage.getItem(keyOf(roomId));
    return json === null ? NO_DRAFT : (JSON.parse(json) as SavedDraft);
  } catch {
    return NO_DRAFT; // No storage, or something that is not a draft: an empty composer does no harm.
  }
}

export function saveDraft(roomId: RoomId, draft: SavedDraft): void {
  try {
    if (draft.text === '' && draft.replyTo === null) localStorage.removeItem(keyOf(roomId));
    else localStorage.setItem(keyOf(roomId), JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}

function keyOf(roomId: RoomId): string {
  return `parley.draft.${roomId}`;
}
