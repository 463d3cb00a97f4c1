/** The one polite live region: what people say, and what agents write in whole sentences. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useSession } from '../../app/session-context.tsx';
import { RoomAnnouncements } from './room-announcements.ts';

export function Announcer({ roomId }: { readonly roomId: RoomId }): ReactElement {
  const { store } = useSession();
  const [said, setSaid] = useState({ words: '', count: 0 });

  useEffect(() => {
    const announcements = new RoomAnnouncements(roomId, store.getState());
    return store.subscribe(() => {
      const next = announcements.next(store.getState(), Date.now());
      if (next !== undefined) setSaid(({ count }) => ({ words: next, count: count + 1 }));
    });
  }, [store, roomId]);

  return (
    <output className="visually-hidden" aria-live="polite" aria-atomic="true">
      {/* The same words twice are an announcement too: the space makes them another text. */}
      {said.words}
      {said.count % 2 === 0 ? '' : '\u00a0'}
    </output>
  );
}
