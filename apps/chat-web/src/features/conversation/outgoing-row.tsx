/** An own message that is not confirmed yet: on its way, or stuck with a way on. */

import { Clock3, RotateCcw, SquarePen, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { useChat, useSession } from '../../app/session-context.tsx';
import type { OutgoingMessage } from '../../state/chat-state.ts';
import { Button } from '../../ui/button.tsx';
import { MessageFrame } from './message-frame.tsx';
import styles from './outgoing-row.module.css';
import { PlainText } from './plain-text.tsx';
import { Quote } from './quote.tsx';

interface OutgoingRowProps {
  readonly rowKey: string;
  readonly message: OutgoingMessage;
  readonly isContinued: boolean;
  readonly isActive: boolean;
  /** Takes the text back into the composer. */
  readonly onEdit: (text: string) => void;
}

export function OutgoingRow(props: OutgoingRowProps): ReactElement {
  const { rowKey, message, isContinued, isActive, onEdit } = props;
  const author = useChat((state) => (state.me === null ? undefined : state.members.get(state.me)));

  return (
    <MessageFrame
      rowKey={rowKey}
      author={author}
      sentAt={message.createdAt}
      isContinued={isContinued}
      isActive={isActive}
      isFaint={message.delivery.phase !== 'failed'}
    >
      {message.replyTo !== null && <Quote roomId={message.roomId} messageId={message.replyTo} />}
      <PlainText roomId={message.roomId} text={message.text} />
      <DeliveryLine message={message} onEdit={onEdit} />
    </MessageFrame>
  );
}

type DeliveryLineProps = Pick<OutgoingRowProps, 'message' | 'onEdit'>;

function DeliveryLine({ message, onEdit }: DeliveryLineProps): ReactElement {
  const { outbox } = useSession();
  const isOnline = useChat((state) => state.connection.phase === 'online');
  const { delivery, clientMessageId: id } = message;

  if (delivery.phase !== 'failed')
    return (
      <p className={styles.line}>
        <Clock3 aria-hidden="true" />
        {isOnline ? 'Sending…' : 'Will be sent when the connection is back'}
      </p>
    );

  const takeBack = (): void => {
    outbox.discard(id);
    onEdit(message.text);
  };
  const discard = (): void => {
    outbox.discard(id);
    focusComposer();
  };
  return (
    <div className={styles.failed}>
      <p role="alert">Not sent. {delivery.reason}</p>
      <div className={styles.actions}>
        <Button size="small" onClick={() => outbox.retry(id)}>
          <RotateCcw /> Retry
        </Button>
        <Button size="small" onClick={takeBack}>
          <SquarePen /> Edit
        </Button>
        <Button size="small" tone="danger" onClick={discard}>
          <Trash2 /> Delete
        </Button>
      </div>
    </div>
  );
}
