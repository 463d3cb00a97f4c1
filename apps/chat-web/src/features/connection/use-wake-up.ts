/** Tries again at once when the device says that the network, or the reader, is back. */

import { useEffect } from 'react';
import type { ChatSession } from '../../session/chat-session.ts';

export function useWakeUp(session: ChatSession): void {
  useEffect(() => {
    const retry = (): void => session.retryNow();
    const retryWhenSeen = (): void => {
      if (document.visibilityState === 'visible') retry();
    };
    addEventListener('online', retry);
    document.addEventListener('visibilitychange', retryWhenSeen);
    return () => {
      removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', retryWhenSeen);
    };
  }, [session]);
}
