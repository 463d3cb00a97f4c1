/** Copies a text and says so for a moment. */

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from './button.tsx';
import type { ButtonTone } from './button.tsx';

const CONFIRMATION_MS = 2_000;

interface CopyButtonProps {
  readonly label: string;
  readonly text: string;
  readonly size?: 'regular' | 'small';
  readonly tone?: ButtonTone;
}

export function CopyButton(props: CopyButtonProps): ReactElement {
  const { label, text, size = 'regular', tone = 'plain' } = props;
  const [result, setResult] = useState<'none' | 'copied' | 'failed'>('none');

  useEffect(() => {
    if (result === 'none') return;
    const timer = setTimeout(() => setResult('none'), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [result]);

  const copy = async (): Promise<void> => setResult((await copyText(text)) ? 'copied' : 'failed');
  const words = { none: label, copied: 'Copied', failed: 'Copying is not allowed here' }[result];
  return (
    <Button size={size} tone={tone} onClick={() => void copy()}>
      {result === 'copied' ? <Check /> : <Copy />}
      <span aria-live="polite">{words}</span>
    </Button>
  );
}

/** The clipboard of a page without TLS is closed; a selection can still be copied there. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  const focused = document.activeElement;
  // Inside an open dialog, nothing outside it can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
