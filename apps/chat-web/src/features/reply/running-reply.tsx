/** Under a growing reply: what the agent is doing, and Stop for everybody. */

import type { ReplyMessage, ReplyState } from '@parley/chat-protocol';
import { Square } from 'lucide-react';
import type { ReactElement } from 'react';
import { useReportedCall } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './reply-row.module.css';

interface RunningReplyProps {
  readonly reply: ReplyMessage;
  readonly state: Exclude<ReplyState, { phase: 'ended' }>;
}

export function RunningReply({ reply, state }: RunningReplyProps): ReactElement {
  const session = useSession();
  const report = useReportedCall();
  return (
    <div className={styles.state}>
      <Button
        size="small"
        tone="danger"
        onClick={() => report(session.stopTurn(reply.roomId, reply.turnId))}
      >
        <Square fill="currentColor" /> Stop
      </Button>
      {state.phase === 'reading' ? <Reading state={state} /> : <span>writing</span>}
    </div>
  );
}

interface ReadingProps {
  readonly state: Extract<ReplyState, { phase: 'reading' }>;
}

function Reading({ state: { done, total } }: ReadingProps): ReactElement {
  if (total === 0)
    return (
      <>
        <span className={styles.pulse} />
        <span>reading the room</span>
      </>
    );
  return (
    <>
      <progress
        className={styles.progress}
        max={total}
        value={done}
        aria-label="Read of the conversation"
      />
      <span>reading the room</span>
    </>
  );
}
