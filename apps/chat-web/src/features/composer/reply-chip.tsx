/** The message that the one being written replies to. */

import type { MessageId, RoomId } from '@parley/chat-protocol';
import { Reply, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { selectMessage } from '../../state/selectors.ts';
import { IconButton } from '../../ui/button.tsx';
import { excerptOf } from '../conversation/excerpt.ts';
import styles from './composer.module.css';

interface ReplyChipProps {
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  readonly onCancel: () => void;
}

export function ReplyChip({ roomId, messageId, onCancel }: ReplyChipProps): ReactElement {
  const excerpt = useChat((state) => excerptOf(selectMessage(state, roomId, messageId)?.text));
  const author = useChat((state) => {
    const message = selectMessage(state, roomId, messageId);
    return message === undefined ? undefined : state.members.get(message.authorId);
  });
  return (
    <div className={styles.reply} data-kind={author?.kind}>
      <Reply aria-hidden="true" />
      <p>
        Reply to <b>{author?.name ?? 'an earlier message'}</b> {excerpt}
      </p>
      <IconButton label="Cancel reply" icon={<X />} onClick={onCancel} />
    </div>
  );
}
