/** Under a reply that has ended: how it ended, its figures, and what can be done about it. */

import type { ReplyMessage, ReplyState } from '@parley/chat-protocol';
import { RotateCcw } from 'lucide-react';
import type { ReactElement } from 'react';
import { useReportedCall } from '../../app/notices.tsx';
import { useChat, useSession } from '../../app/session-context.tsx';
import { selectTurns } from '../../state/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { outcomeWords } from './outcome-words.ts';
import styles from './reply-row.module.css';

type Ending = Extract<ReplyState, { phase: 'ended' }>;

interface EndedReplyProps {
  readonly reply: ReplyMessage;
  readonly ending: Ending;
  readonly isSuperseded: boolean;
}

export function EndedReply({ reply, ending, isSuperseded }: EndedReplyProps): ReactElement {
  const session = useSession();
  const report = useReportedCall();
  const words = useChat((state) =>
    outcomeWords(ending.outcome, (id) => state.members.get(id)?.name ?? 'somebody'),
  );
  const isAskedAgain = useChat((state) =>
    selectTurns(state, reply.roomId).some((turn) => turn.questionId === reply.questionId),
  );
  const hasFailed = ending.outcome.kind === 'failed' || ending.outcome.kind === 'interrupted';

  const again = !isSuperseded && (
    <Button
      size="small"
      tone={hasFailed ? 'plain' : 'quiet'}
      disabled={isAskedAgain}
      onClick={() => report(session.regenerate(reply.roomId, reply.id))}
    >
      <RotateCcw /> {hasFailed ? 'Retry' : 'Answer again'}
    </Button>
  );

  return (
    <div className={styles.state}>
      {words !== undefined && (
        <span className={hasFailed ? styles.failed : styles.outcome}>{words}</span>
      )}
      {hasFailed && again}
      <div className={styles.controls}>
        {reply.text !== '' && (
          <CopyButton size="small" tone="quiet" label="Copy" text={reply.text} />
        )}
        {!hasFailed && again}
      </div>
      {!hasFailed && <Figures ending={ending} />}
    </div>
  );
}

function Figures({ ending: { figures } }: { readonly ending: Ending }): ReactElement | null {
  if (figures === null || figures.replyTokens === 0) return null;
  const rate = Math.round(figures.tokensPerSecond);
  return (
    <span
      className={styles.figures}
      title={`${figures.model}: ${figures.replyTokens} tokens, the first after ${seconds(figures.firstTextMs)}`}
    >
      {rate} tokens a second
    </span>
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
