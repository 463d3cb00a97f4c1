/** One room: its header, its messages and the composer, or the way in for who has not joined. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { useNotice } from '../../app/notices.tsx';
import { useChat, useSession } from '../../app/session-context.tsx';
import { isMember } from '../../state/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Composer } from '../composer/composer.tsx';
import { useComposer } from '../composer/use-composer.ts';
import styles from './conversation.module.css';
import { JoinRoom } from './join-room.tsx';
import { MessageList } from './message-list.tsx';
import { RoomHeader } from './room-header.tsx';

export function Conversation({ roomId }: { readonly roomId: RoomId }): ReactElement {
  const room = useChat((state) => state.rooms.get(roomId));
  const me = useChat((state) => state.me);

  if (me === null) return <output className={styles.wait} aria-label="Loading" />;
  if (room === undefined)
    return (
      <div className={styles.centre}>
        <h1>This room does not exist</h1>
        <p>It may have been closed. The list of rooms has the others.</p>
      </div>
    );
  return (
    <>
      <RoomHeader room={room} />
      {isMember(room, me) ? <OpenRoom roomId={roomId} /> : <JoinRoom room={room} />}
    </>
  );
}

function OpenRoom({ roomId }: { readonly roomId: RoomId }): ReactElement {
  const session = useSession();
  const composer = useComposer(roomId);
  const { notice } = useNotice();
  const [bottomSignal, setBottomSignal] = useState(0);
  useEffect(focusComposer, []);
  const failure = useChat((state) => {
    const load = state.conversations.get(roomId)?.load;
    return load?.phase === 'failed' ? load.reason : undefined;
  });

  return (
    <>
      {failure !== undefined && (
        <div className={styles.failure} role="alert">
          <span>{failure}</span>
          <Button size="small" onClick={() => session.reloadRoom()}>
            Try again
          </Button>
        </div>
      )}
      <MessageList roomId={roomId} composer={composer} bottomSignal={bottomSignal} />
      {notice !== undefined && (
        <p className={styles.notice} role="alert">
          {notice}
        </p>
      )}
      <Composer
        roomId={roomId}
        composer={composer}
        onSent={() => setBottomSignal((count) => count + 1)}
      />
    </>
  );
}
