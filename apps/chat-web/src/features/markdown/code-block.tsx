/** A block of code: its language, a copy button, and colours once it is complete. */

import { memo, useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './code-block.module.css';
import type { CodeLine } from './highlighter.ts';

interface CodeBlockProps {
  readonly code: string;
  /** As the author wrote it; may be empty or unknown. */
  readonly language: string;
  readonly isComplete: boolean;
}

export const CodeBlock = memo(function CodeBlock(props: CodeBlockProps): ReactElement {
  const { code, language, isComplete } = props;
  const lines = useHighlighted(props);
  return (
    <figure className={styles.block}>
      <figcaption className={styles.bar}>
        <span>{language === '' ? 'code' : language}</span>
        {isComplete && <CopyButton size="small" tone="quiet" label="Copy" text={code} />}
      </figcaption>
      {/* Long lines scroll sideways, by keyboard as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={language === '' ? 'Code' : `Code, ${language}`}>
        <code>{lines === undefined ? code : <Coloured lines={lines} />}</code>
      </pre>
    </figure>
  );
});

function Coloured({ lines }: { readonly lines: readonly CodeLine[] }): ReactElement[] {
  return lines.map((line, number) => (
    // Lines of a complete block never change.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={number}>
      {line.map(({ text, kind }, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-token={kind}>
          {text}
        </span>
      ))}
      {number < lines.length - 1 && '\n'}
    </span>
  ));
}

/** The grammar comes when the first complete block of its language does. */
function useHighlighted(props: CodeBlockProps): readonly CodeLine[] | undefined {
  const { code, language, isComplete } = props;
  const [result, setResult] = useState<{ code: string; lines: readonly CodeLine[] }>();

  useEffect(() => {
    if (!isComplete || language === '') return;
    let isCurrent = true;
    void import('./highlighter.ts')
      .then(({ highlight }) => highlight(code, language))
      .then((lines) => {
        if (isCurrent && lines !== undefined) setResult({ code, lines });
      })
      // Without the grammar's file the code is as readable, only plainer.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [code, language, isComplete]);

  return result?.code === code ? result.lines : undefined;
}
