/** Who is in the room: agents with what they are doing, people here and away. */

import type { Person, RoomId } from '@parley/chat-protocol';
import { ChevronLeft, X } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { routeHash } from '../../app/route.ts';
import { useNow } from '../../app/use-now.ts';
import { useChat } from '../../app/session-context.tsx';
import { listMembers, selectTurns } from '../../state/selectors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { timeAgo } from '../conversation/time.ts';
import { AgentCard } from './agent-card.tsx';
import styles from './member-panel.module.css';

export function MemberPanel({ roomId }: { readonly roomId: RoomId }): ReactElement | null {
  const room = useChat((state) => state.rooms.get(roomId));
  const known = useChat((state) => state.members);
  const members = useMemo(
    () => (room === undefined ? [] : listMembers(room, known)),
    [room, known],
  );
  if (room === undefined) return null;
  const agents = members.filter((member) => member.kind === 'agent');
  const people = members.filter((member) => member.kind === 'person');

  return (
    <>
      <div className={styles.bar}>
        <a href={routeHash({ view: 'room', roomId })} aria-label="Back to the conversation">
          <ChevronLeft className={styles.backIcon} />
          <X className={styles.closeIcon} />
        </a>
        <span># {room.name}</span>
      </div>
      {agents.length > 0 && <h2 className={styles.label}>Agent</h2>}
      {agents.map((agent) => (
        <AgentCard key={agent.id} agent={agent} roomId={roomId} />
      ))}
      <PeopleList title="Here" people={people.filter((it) => it.isOnline)} roomId={roomId} />
      <PeopleList title="Away" people={people.filter((it) => !it.isOnline)} roomId={roomId} />
    </>
  );
}

interface PeopleListProps {
  readonly title: string;
  readonly people: readonly Person[];
  readonly roomId: RoomId;
}

function PeopleList({ title, people, roomId }: PeopleListProps): ReactElement | null {
  if (people.length === 0) return null;
  return (
    <>
      <h2 className={styles.label}>
        {title} · {people.length}
      </h2>
      <ul className={styles.list}>
        {people.map((person) => (
          <PersonLine key={person.id} person={person} roomId={roomId} />
        ))}
      </ul>
    </>
  );
}

interface PersonLineProps {
  readonly person: Person;
  readonly roomId: RoomId;
}

function PersonLine({ person, roomId }: PersonLineProps): ReactElement {
  const now = useNow();
  const isMe = useChat((state) => state.me === person.id);
  const hasQuestion = useChat((state) =>
    selectTurns(state, roomId).some(
      (turn) => turn.askedBy === person.id && turn.state.phase === 'queued',
    ),
  );
  return (
    <li className={styles.member}>
      <Avatar member={person} size="small" hasPresence />
      <div>
        {person.name}
        <small>{hasQuestion ? 'question waiting' : presenceWords(person, isMe, now)}</small>
      </div>
    </li>
  );
}

function presenceWords(person: Person, isMe: boolean, now: number): string {
  if (isMe) return 'you';
  if (person.isOnline) return 'here';
  if (person.lastSeenAt === null) return 'not here yet';
  return `last here ${timeAgo(person.lastSeenAt, now)}`;
}
