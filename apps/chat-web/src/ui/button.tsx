/** Buttons of one hand: with words, or an icon with a name. */

import clsx from 'clsx';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import styles from './button.module.css';

export type ButtonTone = 'plain' | 'quiet' | 'primary' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly tone?: ButtonTone;
  readonly size?: 'regular' | 'small';
}

export function Button({ tone = 'plain', size = 'regular', ...rest }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}

      className={clsx(styles.button, styles[tone], styles[size])}
    />
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: 'quiet' | 'primary';
}

export function IconButton(props: IconButtonProps): ReactElement {
  const { label, icon, tone = 'quiet', ...rest } = props;
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={clsx(styles.icon, tone === 'primary' && styles.primaryIcon)}
    >
      {icon}
    </button>
  );
}
