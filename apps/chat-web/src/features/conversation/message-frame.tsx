/** The shape that all messages share: mark, name, time, body, and a toolbar that moves nothing. */

import type { Member, MessageId } from '@parley/chat-protocol';
import clsx from 'clsx';
import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import styles from './message-frame.module.css';
import { clockTime, fullTime } from './time.ts';

interface MessageFrameProps {
  readonly rowKey: string;
  readonly author: Member | undefined;
  /** Epoch ms. */
  readonly sentAt: number;
  readonly isContinued: boolean;
  readonly isActive: boolean;
  readonly messageId?: MessageId;
  readonly isBusy?: boolean;
  readonly isFaint?: boolean;
  readonly toolbar?: ReactNode;
  readonly children: ReactNode;
}

export function MessageFrame(props: MessageFrameProps): ReactElement {
  const { rowKey, author, sentAt, isContinued, isActive, toolbar, children } = props;
  const headId = useId();
  const bodyId = useId();
  const time = (
    <time dateTime={new Date(sentAt).toISOString()} title={fullTime(sentAt)}>
      {clockTime(sentAt)}
    </time>
  );

  return (
    <article
      className={clsx(
        styles.message,
        isContinued && styles.continued,
        props.isFaint && styles.faint,
      )}
      data-row={rowKey}
      data-message={props.messageId}
      data-region-focus={isActive ? true : undefined}
      // Roving focus: exactly one message is in the tab order.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isActive ? 0 : -1}
      aria-labelledby={`${headId} ${bodyId}`}
      aria-busy={props.isBusy === true ? true : undefined}
    >
      <div className={styles.margin}>
        {isContinued ? time : <Avatar member={author} size="regular" />}
      </div>
      <div className={styles.content}>
        <div id={headId} className={clsx(styles.head, isContinued && 'visually-hidden')}>
          <span className={styles.who}>{author?.name ?? 'Somebody'}</span>
          {author?.kind === 'agent' && <span className={styles.kind}>agent</span>}
          {time}
        </div>
        <div id={bodyId}>{children}</div>
      </div>
      {toolbar !== undefined && <div className={styles.toolbar}>{toolbar}</div>}
    </article>
  );
}
