/** The session, and the hook by which components read its store. */

import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ChatSession } from '../session/chat-session.ts';
import type { ChatState } from '../state/chat-state.ts';

const SessionContext = createContext<ChatSession | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useSession(): ChatSession {
  const session = useContext(SessionContext);
  if (session === undefined) throw new TypeError('There is no session above this component.');
  return session;
}

/** Renders again only when the selected value is another one: selectors keep identities. */
export function useChat<T>(select: (state: ChatState) => T): T {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}
