/** The message that another one replies to, in one line that leads to it. */

import type { MessageId, RoomId } from '@parley/chat-protocol';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { selectMessage } from '../../state/selectors.ts';
import { excerptOf } from './excerpt.ts';
import styles from './quote.module.css';
import { showMessage } from './show-message.ts';

interface QuoteProps {
  readonly roomId: RoomId;
  readonly messageId: MessageId;
}

export function Quote({ roomId, messageId }: QuoteProps): ReactElement {
  const excerpt = useChat((state) => excerptOf(selectMessage(state, roomId, messageId)?.text));
  const author = useChat((state) => {
    const message = selectMessage(state, roomId, messageId);
    return message === undefined ? undefined : state.members.get(message.authorId);
  });
  if (excerpt === undefined) return <p className={styles.quote}>Reply to an earlier message</p>;
  return (
    <button
      type="button"
      className={styles.quote}
      data-kind={author?.kind}
      onClick={() => showMessage(messageId)}
    >
      <span className="visually-hidden">Reply to </span>
      <b>{author?.name ?? 'Somebody'}</b> {excerpt}
    </button>
  );
}
