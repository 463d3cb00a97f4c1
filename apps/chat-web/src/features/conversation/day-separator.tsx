/** Where a day begins. */

import type { ReactElement } from 'react';
import { useNow } from '../../app/use-now.ts';
import { dayName } from './time.ts';
import styles from './day-separator.module.css';

export function DaySeparator({ at }: { readonly at: number }): ReactElement {
  return <h2 className={styles.day}>{dayName(at, useNow())}</h2>;
}
