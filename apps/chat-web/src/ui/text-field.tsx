/** A named line of text with what is wrong with it underneath. */

import { useId } from 'react';
import type { ComponentProps, ReactElement } from 'react';
import styles from './text-field.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onValue: (value: string) => void;
}

export function TextField({ label, problem, onValue, ...rest }: TextFieldProps): ReactElement {
  const id = useId();
  const problemId = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={problemId}
        onChange={(event) => onValue(event.target.value)}
      />
      <p id={problemId} className={styles.problem} aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
