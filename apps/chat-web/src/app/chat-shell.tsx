/** The signed-in page: rooms, conversation, members. One column at a time on a phone. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { RestClient } from '../connection/rest-client.ts';
import { AccountMenu } from '../features/account/account-menu.tsx';
import { Announcer } from '../features/announcer/announcer.tsx';
import { ConnectionBanner } from '../features/connection/connection-banner.tsx';
import { Conversation } from '../features/conversation/conversation.tsx';
import { NoRoom } from '../features/conversation/no-room.tsx';
import { MemberPanel } from '../features/members/member-panel.tsx';
import { RoomList } from '../features/rooms/room-list.tsx';
import { BrandMark } from '../ui/icons.tsx';
import styles from './chat-shell.module.css';
import { focusComposer } from './focus-composer.ts';
import { NoticesProvider } from './notices.tsx';
import { navigate, useRoute } from './route.ts';
import { useChat, useSession } from './session-context.tsx';
import { useRegionKeys } from './use-region-keys.ts';
import { useStartRoom } from './use-start-room.ts';

interface ChatShellProps {
  readonly rest: RestClient;
  readonly onSignOut: () => Promise<string | undefined>;
  /** What could not be done on the way in. */
  readonly notice: string | undefined;
}

export function ChatShell({ rest, onSignOut, notice }: ChatShellProps): ReactElement {
  const session = useSession();
  const route = useRoute();
  const roomId = route.view === 'rooms' ? undefined : route.roomId;
  const isWelcomed = useChat((state) => state.me !== null);
  useStartRoom(roomId);
  useRegionKeys();
  usePageTitle(roomId);

  useEffect(() => session.showRoom(roomId), [session, roomId, isWelcomed]);

  return (
    <NoticesProvider first={notice}>
      <div className={styles.shell} data-view={route.view}>
        <nav className={styles.rooms} aria-label="Rooms" data-region tabIndex={-1}>
          <div className={styles.brand}>
            <BrandMark />
            Parley
          </div>
          <RoomList currentId={roomId} />
          <AccountMenu rest={rest} onSignOut={onSignOut} />
        </nav>
        <main className={styles.conversation} aria-label="Conversation">
          <ConnectionBanner />
          {roomId === undefined ? <NoRoom /> : <Conversation key={roomId} roomId={roomId} />}
        </main>
        {roomId !== undefined && <Members roomId={roomId} isSheet={route.view === 'members'} />}
      </div>
      {roomId !== undefined && <Announcer key={roomId} roomId={roomId} />}
    </NoticesProvider>
  );
}

interface MembersProps {
  readonly roomId: RoomId;
  /** Whether it was asked for: where it is not beside the conversation, it lies over it. */
  readonly isSheet: boolean;
}

function Members({ roomId, isSheet }: MembersProps): ReactElement {
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    if (isSheet) panel.current?.focus();
  }, [isSheet]);

  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isSheet) return;
    navigate({ view: 'room', roomId });
    focusComposer();
  };
  return (
    // Esc is what the link back at its top does.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      ref={panel}
      className={styles.members}
      aria-label="Who is here"
      data-region
      tabIndex={-1}
      onKeyDown={closeOnEscape}
    >
      <MemberPanel roomId={roomId} />
    </aside>
  );
}

function usePageTitle(roomId: RoomId | undefined): void {
  const name = useChat((state) =>
    roomId === undefined ? undefined : state.rooms.get(roomId)?.name,
  );
  useEffect(() => {
    document.title = name === undefined ? 'Parley' : `# ${name} · Parley`;
  }, [name]);
}
