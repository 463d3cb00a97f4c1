/** By the person's own name: invite, other devices, theme, sign out. */

import { Link2, LogOut, MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNotice } from '../../app/notices.tsx';
import { useChat } from '../../app/session-context.tsx';
import type { RestClient } from '../../connection/rest-client.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Menu } from '../../ui/menu.tsx';
import styles from './account-menu.module.css';
import { DeviceLinkDialog } from './device-link-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { ThemeChoice } from './theme-choice.tsx';

interface AccountMenuProps {
  readonly rest: RestClient;
  /** Resolves to what is wrong, or to nothing. */
  readonly onSignOut: () => Promise<string | undefined>;
}

export function AccountMenu({ rest, onSignOut }: AccountMenuProps): ReactElement | null {
  const { show } = useNotice();
  const [dialog, setDialog] = useState<'none' | 'invite' | 'device'>('none');
  const me = useChat((state) => (state.me === null ? undefined : state.members.get(state.me)));
  const isOnline = useChat((state) => state.connection.phase === 'online');
  if (me === undefined) return null;

  return (
    <div className={styles.account}>
      <Menu
        label="your menu"
        placement="above"
        triggerClassName={styles.trigger}
        header={<ThemeChoice />}
        trigger={
          <>
            <Avatar member={me} size="small" hasPresence />
            <span className={styles.name}>
              {me.name}
              <small>{isOnline ? 'online' : 'offline'}</small>
            </span>
          </>
        }
        items={[
          { label: 'Invite somebody', icon: <Link2 />, onSelect: () => setDialog('invite') },
          {
            label: 'Sign in on another device',
            icon: <MonitorSmartphone />,
            onSelect: () => setDialog('device'),
          },
          {
            label: 'Sign out',
            icon: <LogOut />,
            isDangerous: true,
            onSelect: () => void onSignOut().then(show),
          },
        ]}
      />
      {dialog === 'invite' && <InviteDialog onClose={() => setDialog('none')} />}
      {dialog === 'device' && <DeviceLinkDialog rest={rest} onClose={() => setDialog('none')} />}
    </div>
  );
}
