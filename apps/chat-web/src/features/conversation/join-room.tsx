/** The way into a room: who is there, and one button. */

import type { Room } from '@parley/chat-protocol';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useNotice, useReportedCall } from '../../app/notices.tsx';
import { useChat, useSession } from '../../app/session-context.tsx';
import { listMembers } from '../../state/selectors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './conversation.module.css';

const SHOWN_SEATS = 7;

export function JoinRoom({ room }: { readonly room: Room }): ReactElement {
  const session = useSession();
  const report = useReportedCall();
  const { notice } = useNotice();
  const known = useChat((state) => state.members);
  const members = useMemo(() => listMembers(room, known), [room, known]);
  const names = new Intl.ListFormat(undefined).format(members.map((member) => member.name));

  return (
    <div className={styles.centre}>
      <div className={styles.seats}>
        {members.slice(0, SHOWN_SEATS).map((member) => (
          <Avatar key={member.id} member={member} size="regular" />
        ))}
      </div>
      <h1># {room.name}</h1>
      <p>{names === '' ? 'Nobody is in this room.' : `In the room: ${names}.`}</p>
      <Button tone="primary" onClick={() => report(session.joinRoom(room.id))}>
        Join the room
      </Button>
      {notice !== undefined && <p role="alert">{notice}</p>}
    </div>
  );
}
