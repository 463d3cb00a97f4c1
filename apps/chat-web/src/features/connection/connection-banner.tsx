/** Says that the connection is gone once that has lasted: most losses are over before anybody could read. */

import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useChat, useSession } from '../../app/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './connection-banner.module.css';
import { useWakeUp } from './use-wake-up.ts';

const PATIENCE_MS = 2_000;

export function ConnectionBanner(): ReactElement | null {
  const session = useSession();
  const isOnline = useChat((state) => state.connection.phase === 'online');
  const isWelcomed = useChat((state) => state.me !== null);
  const isServiceAway = useChat((state) => state.isServiceAway);
  const isLost = useLasting(!isOnline, PATIENCE_MS);
  useWakeUp(session);
  if (!isLost || isOnline) return null;

  return (
    <div className={styles.banner} role="alert">
      <span className={styles.pulse} aria-hidden="true" />
      <p>
        {isWelcomed ? 'Reconnecting…' : 'Connecting…'}{' '}
        {isServiceAway && <span>The service that connects people cannot be reached. </span>}
        {isWelcomed && <span>What you send goes out when the connection is back.</span>}
      </p>
      <Button size="small" onClick={() => session.retryNow()}>
        Retry now
      </Button>
    </div>
  );
}

function useLasting(isSo: boolean, delayMs: number): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setHasLasted(true), delayMs);
    return () => {
      clearTimeout(timer);
      setHasLasted(false);
    };
  }, [isSo, delayMs]);
  return hasLasted;
}
