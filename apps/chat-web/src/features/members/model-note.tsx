/** Says plainly when the agent runs the tiny packaged model, and how to get a better one. */

import type { Agent } from '@parley/chat-protocol';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './model-note.module.css';

export function ModelNote({ agent }: { readonly agent: Agent }): ReactElement | null {
  const [isOpen, setIsOpen] = useState(false);
  if (agent.model?.isPackaged !== true) return null;

  const close = (): void => {
    setIsOpen(false);
    setTimeout(focusComposer);
  };
  return (
    <>
      <p className={styles.note}>
        A tiny model, for trying: it is quick and often wrong.{' '}
        <button type="button" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
          Get a better one
        </button>
      </p>
      {isOpen && (
        <Dialog title="A better model" onClose={close}>
          <BetterModels name={agent.model.name} />
        </Dialog>
      )}
    </>
  );
}

/** As the server's start-up text says them: smallest machine first. */
const CHOICES = [
  {
    machine: '4 GB of memory',
    model: 'Qwen2.5 1.5B Instruct',
    source: 'hf:bartowski/Qwen2.5-1.5B-Instruct-GGUF:Q4_K_M',
  },
  {
    machine: '8 GB of memory',
    model: 'Llama 3.2 3B Instruct',
    source: 'hf:bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M',
  },
  {
    machine: '16 GB of memory',
    model: 'Llama 2 7B Chat',
    source: 'hf:TheBloke/Llama-2-7B-Chat-GGUF:Q4_K_M',
  },
  {
    machine: '16 GB of memory',
    model: 'Llama 3.1 8B Instruct',
    source: 'hf:bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M',
  },
  {
    machine: 'a graphics card of 12 GB',
    model: 'Qwen2.5 14B Instruct',
    source: 'hf:bartowski/Qwen2.5-14B-Instruct-GGUF:Q4_K_M',
  },
] as const;

function BetterModels({ name }: { readonly name: string }): ReactElement {
  return (
    <div className={styles.better}>
      <p>
        {name} comes with Parley so that a fresh copy talks at once, on any machine. Whoever runs
        the server can give this room a better one; it is downloaded once.
      </p>
      <ul>
        {CHOICES.map(({ machine, model, source }) => (
          <li key={source}>
            <b>{model}</b> <span>for a machine with {machine}</span>
            <code>npm start -- --model {source}</code>
          </li>
        ))}
      </ul>
      <p>
        Any other GGUF file works as well: <code>npm start -- --model path/to/model.gguf</code>
      </p>
    </div>
  );
}
