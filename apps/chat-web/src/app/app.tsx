/** Signed in or not: the page's first question. */

import type { ReactElement } from 'react';
import { SignIn } from '../features/sign-in/sign-in.tsx';
import type { ChatSessionOptions } from '../session/chat-session.ts';
import styles from './app.module.css';
import { ChatShell } from './chat-shell.tsx';
import type { FragmentSecret } from './fragment-secret.ts';
import { SessionProvider } from './session-context.tsx';
import { useSignedIn } from './use-signed-in.ts';

interface AppProps {
  readonly services: ChatSessionOptions;
  /** What the address brought along. */
  readonly secret: FragmentSecret | undefined;
}

export function App({ services, secret }: AppProps): ReactElement {
  const { gate, signIn, signOut, retry } = useSignedIn(services, secret);

  switch (gate.phase) {
    case 'asking':
      return <div className={styles.blank} />;
    case 'unreachable':
      return (
        <main className={styles.blank}>
          <p role="alert">Parley’s server cannot be reached.</p>
          <button type="button" className={styles.retry} onClick={retry}>
            Try again
          </button>
        </main>
      );
    case 'signed-out':
      return <SignIn gate={gate} hasInvite={secret?.kind === 'invite'} onSignIn={signIn} />;
    case 'signed-in':
      return (
        <SessionProvider value={gate.session}>
          <ChatShell onSignOut={signOut} rest={services.rest} notice={gate.notice} />
        </SessionProvider>
      );
  }
}
