/** The room's name, its seats, and what can be done with the room. */

import type { Room } from '@parley/chat-protocol';
import { ChevronLeft, Ellipsis, LogOut, Pencil } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useReportedCall } from '../../app/notices.tsx';
import { navigate, routeHash } from '../../app/route.ts';
import { useChat, useSession } from '../../app/session-context.tsx';
import { isMember, listMembers } from '../../state/selectors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Menu } from '../../ui/menu.tsx';
import { RoomNameDialog } from '../rooms/room-name-dialog.tsx';
import styles from './room-header.module.css';

const SHOWN_SEATS = 4;

export function RoomHeader({ room }: { readonly room: Room }): ReactElement {
  const session = useSession();
  const report = useReportedCall();
  const me = useChat((state) => state.me);
  const [isRenaming, setIsRenaming] = useState(false);

  const leave = async (): Promise<void> => {
    const left = session.leaveRoom(room.id);
    report(left);
    if ((await left).kind === 'done') navigate({ view: 'rooms' });
  };

  return (
    <header className={styles.header} data-region tabIndex={-1}>
      <a className={styles.back} href={routeHash({ view: 'rooms' })} aria-label="Rooms">
        <ChevronLeft />
      </a>
      <h1>
        <span aria-hidden="true"># </span>
        {room.name}
      </h1>
      <Seats room={room} />
      {isMember(room, me) && (
        <Menu
          label="Room menu"
          trigger={<Ellipsis />}
          placement="below"
          items={[
            { label: 'Rename room', icon: <Pencil />, onSelect: () => setIsRenaming(true) },
            {
              label: 'Leave room',
              icon: <LogOut />,
              isDangerous: true,
              onSelect: () => void leave(),
            },
          ]}
        />
      )}
      {isRenaming && (
        <RoomNameDialog
          title="Rename room"
          action="Rename"
          initialName={room.name}
          onSubmit={(name) => session.renameRoom(room.id, name)}
          onClose={() => setIsRenaming(false)}
        />
      )}
    </header>
  );
}

/** Where the list of members is not beside the conversation, this leads to it. */
function Seats({ room }: { readonly room: Room }): ReactElement {
  const known = useChat((state) => state.members);
  const members = useMemo(() => listMembers(room, known), [room, known]);
  const people = members.filter((member) => member.kind === 'person');
  const online = people.filter((person) => person.isOnline);
  const agents = members.filter((member) => member.kind === 'agent');
  const seated = [...online.slice(0, SHOWN_SEATS), ...agents];
  const more = people.length - Math.min(online.length, SHOWN_SEATS);

  return (
    <a className={styles.seats} href={routeHash({ view: 'members', roomId: room.id })}>
      <span className="visually-hidden">
        Who is here: {seated.map(({ name }) => name).join(', ')}
        {more > 0 && ` and ${more} more`}
      </span>
      {more > 0 && (
        <span className={styles.more} aria-hidden="true">
          +{more}
        </span>
      )}
      {seated.map((member) => (
        <Avatar key={member.id} member={member} size="small" />
      ))}
    </a>
  );
}
