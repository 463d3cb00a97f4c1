/** One message, by whomever. Alone in reading it from the store: when it grows, nothing else renders. */

import type { Message, MessageId, RoomId } from '@parley/chat-protocol';
import { memo } from 'react';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { selectMessage } from '../../state/selectors.ts';
import { ReplyRow } from '../reply/reply-row.tsx';
import { PersonRow } from './person-row.tsx';

interface MessageRowProps {
  readonly rowKey: string;
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  readonly isContinued: boolean;
  readonly isSuperseded: boolean;
  readonly isActive: boolean;
  readonly onReply: (message: Message) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement | null {
  const { roomId, messageId, isSuperseded, isContinued, ...shared } = props;
  const message = useChat((state) => selectMessage(state, roomId, messageId));
  switch (message?.kind) {
    case undefined:
      return null;
    case 'message':
      return <PersonRow {...shared} message={message} isContinued={isContinued} />;
    case 'reply':
      return <ReplyRow {...shared} reply={message} isSuperseded={isSuperseded} />;
  }
});
