/** The visible floor: who is next, with what question, and a way to take it back. */

import type { MessageId, RoomId, Turn } from '@parley/chat-protocol';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useReportedCall } from '../../app/notices.tsx';
import { useChat, useSession } from '../../app/session-context.tsx';
import { selectMessage, selectTurns } from '../../state/selectors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { excerptOf } from './excerpt.ts';
import styles from './queue.module.css';

import { showMessage } from './show-message.ts';

/** Queued turns under the reply that is growing; where none is, they stand at the end of the log. */
export function Queue({ roomId }: { readonly roomId: RoomId }): ReactElement | null {
  const queued = useQueued(roomId);
  if (queued.length === 0) return null;
  return (
    <div className={styles.queue}>
      <span>Next</span>
      <ol aria-label="Questions that wait">
        {queued.map((turn) => (
          <QueuedTurn key={turn.id} turn={turn} />
        ))}
      </ol>
    </div>
  );
}

/** The queue while no reply of the room is being written: the agent starts, or is busy elsewhere. */
export function QueueTail({ roomId }: { readonly roomId: RoomId }): ReactElement | null {
  const isRunning = useChat((state) =>
    selectTurns(state, roomId).some(({ state: { phase } }) => phase === 'running'),
  );
  const isWaiting = useChat((state) => selectTurns(state, roomId).length > 0);
  if (isRunning || !isWaiting) return null;
  return (
    <div className={styles.tail}>
      <Queue roomId={roomId} />
    </div>
  );
}

function QueuedTurn({ turn }: { readonly turn: Turn }): ReactElement {
  const session = useSession();
  const report = useReportedCall();
  const asker = useChat((state) => state.members.get(turn.askedBy));
  const handle = useChat((state) => {
    const agent = state.members.get(turn.agentId);
    return agent?.kind === 'agent' ? agent.handle : '';
  });
  const question = useChat((state) =>
    excerptOf(selectMessage(state, turn.roomId, turn.questionId)?.text),
  );

  return (
    <li>
      <Avatar member={asker} size="small" />
      <button
        type="button"
        className={styles.question}
        onClick={() => showMessage(turn.questionId)}
      >
        <span className="visually-hidden">{asker?.name}: </span>
        {question === undefined ? 'an earlier question' : withoutCall(question, handle)}
      </button>
      <button
        type="button"
        className={styles.withdraw}
        title="Withdraw this question"
        aria-label={`Withdraw the question of ${asker?.name ?? 'somebody'}`}
        onClick={() => report(session.stopTurn(turn.roomId, turn.id))}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  );
}

/** Every question calls the agent; here that goes without saying. */
function withoutCall(question: string, handle: string): string {
  const call = `@${handle} `;
  return question.toLowerCase().startsWith(call.toLowerCase())
    ? question.slice(call.length)
    : question;
}

interface QueuedNoteProps {
  readonly roomId: RoomId;
  readonly questionId: MessageId;
}

/** Under a question that waits behind others: behind how many. The first stands as next anyway. */
export function QueuedNote({ roomId, questionId }: QueuedNoteProps): ReactElement | null {
  const words = useChat((state) => {
    const turns = selectTurns(state, roomId);
    const index = turns.findIndex((turn) => turn.questionId === questionId);
    const turn = turns[index];
    if (turn?.state.phase !== 'queued' || index === 0) return undefined;
    const agent = state.members.get(turn.agentId)?.name ?? 'the agent';
    return `${agent} will answer · ${index} before`;
  });
  return words === undefined ? null : <p className={styles.note}>{words}</p>;
}

function useQueued(roomId: RoomId): Turn[] {
  const turns = useChat((state) => selectTurns(state, roomId));
  return useMemo(() => turns.filter((turn) => turn.state.phase === 'queued'), [turns]);
}
