/** Whose answer it is and what it heard. The words lead to all of it. */

import type { ReplyMessage } from '@parley/chat-protocol';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { useChat } from '../../app/session-context.tsx';
import { HeardDialog } from './heard-dialog.tsx';
import styles from './reply-row.module.css';

export function Attribution({ reply }: { readonly reply: ReplyMessage }): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const asker = useChat((state) => state.members.get(reply.askedBy)?.name ?? 'somebody');
  const verb = reply.state.phase === 'ended' ? 'answered' : 'answering';
  const heard = `heard ${reply.heardCount} ${reply.heardCount === 1 ? 'message' : 'messages'}`;

  const close = (): void => {
    setIsOpen(false);
    setTimeout(focusComposer);
  };
  return (
    <>
      <button
        type="button"
        className={styles.attribution}
        title="What it heard for this answer"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        {verb} <b>{asker}</b> · {heard}
      </button>
      {isOpen && <HeardDialog reply={reply} onClose={close} />}
    </>
  );
}
