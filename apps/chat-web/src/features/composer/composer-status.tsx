/** One line of fixed height in the composer: who will answer, what is too long, or how to send. */

import type { ReactElement } from 'react';
import { limits } from '@parley/chat-protocol';
import styles from './composer.module.css';

/** Characters left from which on they are counted. */
const COUNTED_FROM = 500;

interface ComposerStatusProps {
  readonly id: string;
  readonly hint: string | undefined;
  /** Characters above the limit; negative below it. */
  readonly excess: number;
  readonly length: number;
}

export function ComposerStatus(props: ComposerStatusProps): ReactElement {
  const { id, hint, excess, length } = props;
  return (
    <p id={id} className={styles.status}>
      {excess > 0 ? (
        <span className={styles.excess} role="alert">
          {excess.toLocaleString()} characters too long
        </span>
      ) : (
        <>
          {hint !== undefined && <span className={styles.answer}>{hint}</span>}
          {excess > -COUNTED_FROM ? (
            <span>{(limits.maxMessageLength - length).toLocaleString()} left</span>
          ) : (
            hint === undefined && (
              <span className={styles.keys}>Enter sends · Shift Enter new line</span>
            )
          )}
        </>
      )}
    </p>
  );
}
