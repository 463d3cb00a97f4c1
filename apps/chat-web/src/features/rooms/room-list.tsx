/** All rooms: those that the person is in, then the others. A pulse where the agent is answering. */

import type { Room, RoomId } from '@parley/chat-protocol';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { navigate, routeHash } from '../../app/route.ts';
import { useChat, useSession } from '../../app/session-context.tsx';
import { listRooms, selectTurns } from '../../state/selectors.ts';
import { IconButton } from '../../ui/button.tsx';
import { RoomNameDialog } from './room-name-dialog.tsx';
import styles from './room-list.module.css';

export function RoomList({ currentId }: { readonly currentId: RoomId | undefined }): ReactElement {
  const session = useSession();
  const rooms = useChat((state) => state.rooms);
  const me = useChat((state) => state.me);
  const [isCreating, setIsCreating] = useState(false);
  const { joined, others } = useMemo(() => listRooms(rooms.values(), me), [rooms, me]);

  return (
    <div className={styles.list}>
      <div className={styles.label}>
        <h2>Rooms</h2>
        <IconButton label="New room" icon={<Plus />} onClick={() => setIsCreating(true)} />
      </div>
      <RoomLinks rooms={joined} currentId={currentId} />
      {me !== null && joined.length === 0 && (
        <p className={styles.none}>You are in no room yet. Join one, or start your own.</p>
      )}
      {others.length > 0 && (
        <>
          <div className={styles.label}>
            <h2>More rooms</h2>
          </div>
          <RoomLinks rooms={others} currentId={currentId} />
        </>
      )}
      {isCreating && (
        <RoomNameDialog
          title="New room"
          action="Create room"
          initialName=""
          onSubmit={(name) => session.createRoom(name)}
          onDone={(room) => navigate({ view: 'room', roomId: room.id })}
          onClose={() => setIsCreating(false)}
        />
      )}
    </div>
  );
}

interface RoomLinksProps {
  readonly rooms: readonly Room[];
  readonly currentId: RoomId | undefined;
}

function RoomLinks({ rooms, currentId }: RoomLinksProps): ReactElement {
  return (
    <ul className={styles.rooms}>
      {rooms.map((room) => (
        <li key={room.id}>
          <a
            className={styles.room}
            href={routeHash({ view: 'room', roomId: room.id })}
            aria-current={room.id === currentId ? 'page' : undefined}
          >
            <span className={styles.hash} aria-hidden="true">
              #
            </span>
            <span className={styles.name}>{room.name}</span>
            <AgentPulse roomId={room.id} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function AgentPulse({ roomId }: { readonly roomId: RoomId }): ReactElement | null {
  const agentName = useChat((state) => {
    const running = selectTurns(state, roomId).find((turn) => turn.state.phase === 'running');
    return running === undefined
      ? undefined
      : (state.members.get(running.agentId)?.name ?? 'Agent');
  });
  if (agentName === undefined) return null;
  return (
    <span className={styles.pulse} title={`${agentName} is answering here`}>
      <span className="visually-hidden">({agentName} is answering here)</span>
    </span>
  );
}
