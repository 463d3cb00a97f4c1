/** The link that brings somebody else in. */

import type { ReactElement } from 'react';
import { focusComposer } from '../../app/focus-composer.ts';
import { useChat } from '../../app/session-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { LinkField } from './link-field.tsx';

export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const inviteUrl = useChat((state) => state.inviteUrl);
  const close = (): void => {
    onClose();
    setTimeout(focusComposer);
  };
  return (
    <Dialog title="Invite somebody" onClose={close}>
      <LinkField label="Invite link" url={inviteUrl}>
        Whoever opens this link picks a name and can join every room.
      </LinkField>
    </Dialog>
  );
}
