/** Sign-in by name: the one thing between a link and the conversation. */

import { displayNameProblem } from '@parley/chat-protocol';
import { useEffect, useState } from 'react';
import type { ReactElement, SyntheticEvent } from 'react';
import type { SignedOut } from '../../app/use-signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { BrandMark } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './sign-in.module.css';

interface SignInProps {
  readonly gate: SignedOut;
  /** Whether the address held the secret of an invite link. */
  readonly hasInvite: boolean;
  /** Resolves to what is wrong, or to nothing. */
  readonly onSignIn: (name: string) => Promise<string | undefined>;
}

export function SignIn({ gate, hasInvite, onSignIn }: SignInProps): ReactElement {
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const problem = refusal ?? (name === '' ? undefined : displayNameProblem(name));

  useEffect(() => {
    document.title = 'Parley';
  }, []);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const wrong = displayNameProblem(name);
    setRefusal(wrong);
    if (wrong !== undefined) return;
    setIsBusy(true);
    setRefusal(await onSignIn(name));
    setIsBusy(false);
  };

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <BrandMark />
          <span>Parley</span>
        </div>
        <h1>The room where the agent has a seat</h1>
        <p className={styles.lead}>
          People and a llama in one conversation. It hears the whole room, and everybody sees what
          it writes, as it writes it.
        </p>
        {gate.notice !== undefined && (
          <p role="alert" className={styles.notice}>
            {gate.notice}
          </p>
        )}
        {gate.isInviteNeeded && !hasInvite && (
          <p className={styles.notice}>
            Joining needs an invite link. Ask somebody who is here already to send you theirs, from
            the menu by their name.
          </p>
        )}
        <form onSubmit={(event) => void submit(event)} noValidate>
          <TextField
            label="Your name"
            name="name"
            value={name}
            problem={problem}
            placeholder="As the others know you"
            autoComplete="nickname"
            // The page has one thing to do, and this is it.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            onValue={(value) => {
              setName(value);
              setRefusal(undefined);
            }}
          />
          <Button type="submit" tone="primary" disabled={isBusy}>
            {isBusy ? 'Joining…' : 'Join the conversation'}
          </Button>
        </form>
        <p className={styles.other}>
          Here before on another device? Open its menu by your name, choose “Sign in on another
          device”, and open that link here.
        </p>
      </div>
    </main>
  );
}
