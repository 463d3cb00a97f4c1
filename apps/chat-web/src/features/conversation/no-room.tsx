/** What stands in the middle while no room is open. */

import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import styles from './conversation.module.css';

export function NoRoom(): ReactElement {
  const isWelcomed = useChat((state) => state.me !== null);
  if (!isWelcomed) return <output className={styles.wait} aria-label="Loading" />;
  return (
    <div className={styles.centre}>
      <h1>Pick a room</h1>
      <p>Everybody in a room, the agent among them, reads the same conversation.</p>
    </div>
  );
}
