/** Says plainly when the agent runs the tiny packaged model, and how to get a better one. */

import { LARGER_MODELS } from '@parley/chat-protocol';
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

function BetterModels({ name }: { readonly name: string }): ReactElement {
  return (
    <div className={styles.better}>
      <p>
        {name} comes with Parley so that a fresh copy talks at once, on any machine. Whoever runs
        the server can give this room a better one; it is downloaded once.
      </p>
      <ul>
        {LARGER_MODELS.map(({ machine, name: model, source, gigabytes }) => (
          <li key={source}>
            <b>{model}</b>{' '}
            <span>
              for a machine with {machine}, {gigabytes} GB to download
            </span>
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
