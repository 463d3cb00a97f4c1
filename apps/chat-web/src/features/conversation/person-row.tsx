/** A person's message. */

import type { Message, PersonMessage } from '@parley/chat-protocol';
import { Reply } from 'lucide-react';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { MessageFrame } from './message-frame.tsx';
import { PlainText } from './plain-text.tsx';
import { QueuedNote } from './queue.tsx';
import { Quote } from './quote.tsx';

interface PersonRowProps {
  readonly rowKey: string;
  readonly message: PersonMessage;
  readonly isContinued: boolean;
  readonly isActive: boolean;
  readonly onReply: (message: Message) => void;
}

export function PersonRow(props: PersonRowProps): ReactElement {
  const { rowKey, message, isContinued, isActive, onReply } = props;
  const author = useChat((state) => state.members.get(message.authorId));

  return (
    <MessageFrame
      rowKey={rowKey}
      author={author}
      sentAt={message.sentAt}
      isContinued={isContinued}
      isActive={isActive}
      messageId={message.id}
      toolbar={
        <IconButton
          label={`Reply to ${author?.name ?? 'this message'}`}
          icon={<Reply />}
          tabIndex={isActive ? 0 : -1}
          onClick={() => onReply(message)}
        />
      }
    >
      {message.replyTo !== null && <Quote roomId={message.roomId} messageId={message.replyTo} />}
      <PlainText roomId={message.roomId} text={message.text} />
      <QueuedNote roomId={message.roomId} questionId={message.id} />
    </MessageFrame>
  );
}
