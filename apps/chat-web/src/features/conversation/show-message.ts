/** Brings a message of the open room into view and into focus, if it is loaded. */

import type { MessageId } from '@parley/chat-protocol';

export function showMessage(id: MessageId): void {
  const element = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
  element?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  element?.focus({ preventScroll: true });
}
