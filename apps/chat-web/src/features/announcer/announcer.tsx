/** The one polite live region: what people say, and what agents write in whole sentences. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useSession } from '../../app/session-context.tsx';
import { RoomAnnouncements } from './room-announcements.ts';

export function Announcer({ roomId }: { readonly roomId: RoomId }): ReactElement {
  const { store } = useSession();
  const [words, setWords] = useState('');

  useEffect(() => {
    const announcements = new RoomAnnouncements(roomId, store.getState());
    return store.subscribe(() => {
      const next = announcements.next(store.getState(), Date.now());
      if (next !== undefined) setWords(next);
    });
  }, [store, roomId]);

  return (
    <output className="visually-hidden" aria-live="polite" aria-atomic="true">
      {words}
    </output>
  );
}
