/** The top of what is loaded: more comes when it is scrolled to; at the very top, the room begins. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useRef } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useChat, useSession } from '../../app/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './history-edge.module.css';

/** Loading begins this far before the edge comes into view. */
const MARGIN = '400px 0px 0px 0px';

interface HistoryEdgeProps {
  readonly roomId: RoomId;
  readonly scroller: RefObject<HTMLDivElement | null>;
}

export function HistoryEdge({ roomId, scroller }: HistoryEdgeProps): ReactElement {
  const session = useSession();
  const edge = useRef<HTMLDivElement>(null);
  const hasEarlier = useChat((state) => state.conversations.get(roomId)?.hasEarlier ?? false);
  const earlier = useChat((state) => state.conversations.get(roomId)?.earlier ?? 'idle');
  const isLoaded = useChat((state) => state.conversations.get(roomId)?.load.phase === 'loaded');
  const room = useChat((state) => state.rooms.get(roomId));

  useEffect(() => {
    if (edge.current === null || !hasEarlier || earlier !== 'idle' || !isLoaded) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) void session.loadEarlier(roomId);
      },
      { root: scroller.current, rootMargin: MARGIN },
    );
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, [session, roomId, scroller, hasEarlier, earlier, isLoaded]);

  return (
    <div ref={edge} className={styles.edge}>
      {hasEarlier && earlier !== 'failed' && <span>Loading earlier messages…</span>}
      {hasEarlier && earlier === 'failed' && (
        <Button size="small" onClick={() => void session.loadEarlier(roomId)}>
          Earlier messages could not be loaded. Try again
        </Button>
      )}
      {!hasEarlier && isLoaded && <span>The beginning of # {room?.name}</span>}
    </div>
  );
}
