/** What the agent heard for a reply, line by line: nothing it answers from is hidden from the room. */

import type { HeardLine, HeardTranscript, ReplyMessage } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useChat, useSession } from '../../app/session-context.tsx';
import { outcomeProblem } from '../../connection/call-outcome.ts';
import type { CallOutcome } from '../../connection/call-outcome.ts';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './heard-dialog.module.css';

interface HeardDialogProps {
  readonly reply: ReplyMessage;
  readonly onClose: () => void;
}

export function HeardDialog({ reply, onClose }: HeardDialogProps): ReactElement {
  const session = useSession();
  const agentName = useChat((state) => state.members.get(reply.authorId)?.name ?? 'The agent');
  const [outcome, setOutcome] = useState<CallOutcome<HeardTranscript>>();

  useEffect(() => {
    let isCurrent = true;
    void session.readTranscript(reply.roomId, reply.id).then((answer) => {
      if (isCurrent) setOutcome(answer);
    });
    return () => {
      isCurrent = false;
    };
  }, [session, reply.roomId, reply.id]);

  const problem = outcome === undefined ? undefined : outcomeProblem(outcome);
  return (
    <Dialog title={`What ${agentName} heard`} onClose={onClose}>
      {outcome === undefined && <output>Reading…</output>}
      {problem !== undefined && <p role="alert">{problem}</p>}
      {outcome?.kind === 'done' && <Transcript transcript={outcome.value} agentName={agentName} />}
    </Dialog>
  );
}

interface TranscriptProps {
  readonly transcript: HeardTranscript;
  readonly agentName: string;
}

function Transcript({ transcript, agentName }: TranscriptProps): ReactElement {
  const { heard, omitted, question } = transcript;
  return (
    <div className={styles.transcript}>
      {omitted > 0 && (
        <p className={styles.omitted}>
          {omitted === 1 ? 'One older message' : `${omitted} older messages`} did not fit.
        </p>
      )}
      <ol aria-label="What it heard">
        {heard.map((line, index) => (
          // A transcript is read once and never changes.
          // oxlint-disable-next-line react/no-array-index-key
          <Line key={index} line={line} agentName={agentName} />
        ))}
      </ol>
      <h3>The question</h3>
      <p className={styles.question}>
        <b>{question.name}</b> {question.text}
      </p>
    </div>
  );
}

interface LineProps {
  readonly line: HeardLine;
  readonly agentName: string;
}

function Line({ line, agentName }: LineProps): ReactElement {
  return (
    <li data-by={line.by}>
      <b>{line.by === 'self' ? agentName : line.name}</b> {line.text}
    </li>
  );
}
