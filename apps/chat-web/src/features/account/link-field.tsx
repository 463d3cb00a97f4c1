/** A link to pass on: readable, selectable, and copied by one button. */

import type { ReactElement } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './account-menu.module.css';

interface LinkFieldProps {
  readonly label: string;
  readonly url: string;
  readonly children: string;
}

export function LinkField({ label, url, children }: LinkFieldProps): ReactElement {
  return (
    <div className={styles.link}>
      <p>{children}</p>
      <input
        readOnly
        value={url}
        aria-label={label}
        data-autofocus
        onFocus={(event) => event.target.select()}
      />
      <CopyButton label="Copy link" text={url} />
    </div>
  );
}
