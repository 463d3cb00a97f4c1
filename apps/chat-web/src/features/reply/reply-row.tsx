/** An agent's reply: whose answer it is, the text as it grows, and the controls under it. */

import type { Message, ReplyMessage } from '@parley/chat-protocol';
import { ChevronDown, ChevronRight, Reply } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { MessageFrame } from '../conversation/message-frame.tsx';
import { Queue } from '../conversation/queue.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { Attribution } from './attribution.tsx';
import { EndedReply } from './ended-reply.tsx';
import { RunningReply } from './running-reply.tsx';
import styles from './reply-row.module.css';

interface ReplyRowProps {
  readonly rowKey: string;
  readonly reply: ReplyMessage;
  readonly isSuperseded: boolean;
  readonly isActive: boolean;
  readonly onReply: (message: Message) => void;
}

export function ReplyRow(props: ReplyRowProps): ReactElement {
  const { rowKey, reply, isSuperseded, isActive, onReply } = props;
  const author = useChat((state) => state.members.get(reply.authorId));
  const [isExpanded, setIsExpanded] = useState(false);
  const isGrowing = reply.state.phase !== 'ended';

  return (
    <MessageFrame
      rowKey={rowKey}
      author={author}
      sentAt={reply.sentAt}
      isContinued={false}
      isActive={isActive}
      messageId={reply.id}
      isBusy={isGrowing}
      toolbar={
        isGrowing ? undefined : (
          <IconButton
            label={`Reply to ${author?.name ?? 'the agent'}`}
            icon={<Reply />}
            tabIndex={isActive ? 0 : -1}
            onClick={() => onReply(reply)}
          />
        )
      }
    >
      {isSuperseded && (
        <button
          type="button"
          className={styles.earlier}
          aria-expanded={isExpanded}
          onClick={() => setIsExpanded(!isExpanded)}
        >
          {isExpanded ? <ChevronDown /> : <ChevronRight />} Earlier answer
        </button>
      )}
      {(!isSuperseded || isExpanded) && <ReplyBody reply={reply} isSuperseded={isSuperseded} />}
    </MessageFrame>
  );
}

type ReplyBodyProps = Pick<ReplyRowProps, 'reply' | 'isSuperseded'>;

function ReplyBody({ reply, isSuperseded }: ReplyBodyProps): ReactElement {
  const { state } = reply;
  return (
    <>
      <Attribution reply={reply} />
      {(reply.text !== '' || state.phase === 'writing') && (
        <div className={styles.rule} data-reply-text>
          {/* Untrusted text that no parser foresaw is still readable as it is. */}
          <ErrorBoundary fallback={<p className={styles.raw}>{reply.text}</p>}>
            <Markdown text={reply.text} isGrowing={state.phase !== 'ended'} />
          </ErrorBoundary>
        </div>
      )}
      {state.phase === 'ended' ? (
        <EndedReply reply={reply} ending={state} isSuperseded={isSuperseded} />
      ) : (
        <>
          <RunningReply reply={reply} state={state} />
          <Queue roomId={reply.roomId} />
        </>
      )}
    </>
  );
}
