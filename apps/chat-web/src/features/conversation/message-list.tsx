/** The log of a room: rows, history above, the queue below, and the place in it that is kept. */

import type { RoomId } from '@parley/chat-protocol';
import { ArrowDown } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { ReactElement } from 'react';
import { useChat, useSession } from '../../app/session-context.tsx';
import { buildTimeline } from '../../state/timeline.ts';
import type { TimelineRow } from '../../state/timeline.ts';
import type { ComposerControl } from '../composer/use-composer.ts';
import { DaySeparator } from './day-separator.tsx';
import { EmptyRoom } from './empty-room.tsx';
import { HistoryEdge } from './history-edge.tsx';
import styles from './message-list.module.css';
import { MessageRow } from './message-row.tsx';
import { OutgoingRow } from './outgoing-row.tsx';
import { QueueTail } from './queue.tsx';
import { useMessageKeys } from './use-message-keys.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';

interface MessageListProps {
  readonly roomId: RoomId;
  readonly composer: ComposerControl;
  /** Another number: the reader sent something and wants to see it. */
  readonly bottomSignal: number;
}

export function MessageList({ roomId, composer, bottomSignal }: MessageListProps): ReactElement {
  const rows = useTimeline(roomId);
  const isLoaded = useChat((state) => state.conversations.get(roomId)?.load.phase === 'loaded');
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const firstKey = rows.find((row) => row.kind !== 'day')?.key;
  const lastKey = rows.at(-1)?.key;
  const { isAtBottom, jump } = useStickToBottom({ scroller, content, firstKey, bottomSignal });
  const { activeKey, handleKey, handleFocus } = useMessageKeys(lastKey);

  return (
    <div className={styles.frame}>
      <div ref={scroller} className={styles.scroller} data-region>
        <div ref={content} className={styles.content}>
          {rows.length > 0 && <HistoryEdge roomId={roomId} scroller={scroller} />}
          {rows.length === 0 && isLoaded && <EmptyRoom roomId={roomId} />}
          {/* Arrows move the focus between messages. What is new is said by the announcer: a live
            log would read a growing reply token by token, hence aria-live off. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
          <div
            className={styles.log}
            role="log"
            aria-label="Messages"
            aria-live="off"
            onKeyDown={handleKey}
            onFocus={handleFocus}
          >
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                roomId={roomId}
                composer={composer}
                isActive={row.key === activeKey}
              />
            ))}
          </div>
          <QueueTail roomId={roomId} />
        </div>
      </div>
      {!isAtBottom && (
        <button type="button" className={styles.jump} onClick={jump}>
          <ArrowDown aria-hidden="true" />
          Jump to latest
        </button>
      )}
    </div>
  );
}

/** Made anew when rows come or go, not when a reply grows: order keeps its identity then. */
function useTimeline(roomId: RoomId): TimelineRow[] {
  const { store } = useSession();
  const order = useChat((state) => state.conversations.get(roomId)?.order);
  const outgoing = useChat((state) => state.outgoing);
  const me = useChat((state) => state.me);

  return useMemo(() => {
    const conversation = store.getState().conversations.get(roomId);
    if (conversation === undefined || order === undefined) return [];
    const own = outgoing.filter((message) => message.roomId === roomId);
    return buildTimeline({ conversation, outgoing: own, me });
  }, [store, roomId, order, outgoing, me]);
}

interface RowProps {
  readonly row: TimelineRow;
  readonly roomId: RoomId;
  readonly composer: ComposerControl;
  readonly isActive: boolean;
}

function Row({ row, roomId, composer, isActive }: RowProps): ReactElement {
  switch (row.kind) {
    case 'day':
      return <DaySeparator at={row.at} />;
    case 'outgoing':
      return (
        <OutgoingRow
          rowKey={row.key}
          message={row.message}
          isContinued={row.isContinued}
          isActive={isActive}
          onEdit={composer.replaceText}
        />
      );
    case 'confirmed':
      return (
        <MessageRow
          rowKey={row.key}
          roomId={roomId}
          messageId={row.messageId}
          isContinued={row.isContinued}
          isSuperseded={row.isSuperseded}
          isActive={isActive}
          onReply={composer.replyTo}
        />
      );
  }
}
