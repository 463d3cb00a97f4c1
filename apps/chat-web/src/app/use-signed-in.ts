/** Who is signed in on this device, and the session that follows from it. */

import type { SessionView } from '@parley/chat-protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { outcomeProblem } from '../connection/call-outcome.ts';
import type { CallOutcome } from '../connection/call-outcome.ts';
import { ChatSession } from '../session/chat-session.ts';
import type { ChatSessionOptions } from '../session/chat-session.ts';
import type { FragmentSecret } from './fragment-secret.ts';

export type Gate =
  | { readonly phase: 'asking' }
  | { readonly phase: 'unreachable' }
  | SignedOut
  | {
      readonly phase: 'signed-in';
      readonly session: ChatSession;
      /** What could not be done on the way. */
      readonly notice: string | undefined;
    };

export interface SignedOut {
  readonly phase: 'signed-out';
  readonly isInviteNeeded: boolean;
  /** Why the person is here, when they did not come by themselves. */
  readonly notice: string | undefined;
}

export interface SignedIn {
  readonly gate: Gate;
  /** Resolves to what is wrong, or to nothing. */
  readonly signIn: (name: string) => Promise<string | undefined>;
  /** Resolves to what is wrong, or to nothing. */
  readonly signOut: () => Promise<string | undefined>;
  readonly retry: () => void;
}

export function useSignedIn(
  services: ChatSessionOptions,
  secret: FragmentSecret | undefined,
): SignedIn {
  const [gate, setGate] = useState<Gate>({ phase: 'asking' });
  const isStarted = useRef(false);

  const enter = useCallback(
    (notice?: string) => {
      const session = new ChatSession(services);
      onceSignedOut(session, () =>
        setGate({ phase: 'signed-out', isInviteNeeded: false, notice: 'You are signed out now.' }),
      );
      session.open();
      setGate({ phase: 'signed-in', session, notice });
    },
    [services],
  );

  const ask = useCallback(
    async (claim: FragmentSecret | undefined) => {
      setGate({ phase: 'asking' });
      const answer = await readOrClaim(services, claim);
      if (answer.phase === 'signed-in') enter(answer.notice);
      else setGate(answer);
    },
    [services, enter],
  );

  useEffect(() => {
    // A device link is good for one claim: an effect that runs twice must not use it up.
    if (isStarted.current) return;
    isStarted.current = true;
    void ask(secret);
  }, [ask, secret]);

  const signIn = async (name: string): Promise<string | undefined> => {
    const invite = secret?.kind === 'invite' ? { invite: secret.secret } : {};
    const outcome = await services.rest.signIn({ name, ...invite });
    if (outcome.kind === 'done') enter();
    return outcomeProblem(outcome);
  };

  const signOut = async (): Promise<string | undefined> => {
    const outcome = await services.rest.signOut();
    if (outcome.kind !== 'done') return outcomeProblem(outcome);
    if (gate.phase === 'signed-in') gate.session.close();
    await ask(undefined);
    return undefined;
  };

  return { gate, signIn, signOut, retry: () => void ask(secret) };
}

function onceSignedOut(session: ChatSession, callback: () => void): void {
  const stopWatching = session.store.subscribe(() => {
    const { connection } = session.store.getState();
    if (connection.phase !== 'closed') return;
    stopWatching();
    if (connection.reason === 'not-signed-in') callback();
  });
}

type Answer =
  | { readonly phase: 'signed-in'; readonly notice: string | undefined }
  | SignedOut
  | { readonly phase: 'unreachable' };

async function readOrClaim(
  { rest }: ChatSessionOptions,
  secret: FragmentSecret | undefined,
): Promise<Answer> {
  if (secret?.kind !== 'link') return answerOf(await rest.readSession(), undefined);
  const claimed = await rest.claimLink({ token: secret.secret });
  if (claimed.kind === 'done') return { phase: 'signed-in', notice: undefined };
  return answerOf(await rest.readSession(), outcomeProblem(claimed));
}

function answerOf(outcome: CallOutcome<SessionView>, notice: string | undefined): Answer {
  if (outcome.kind === 'unreachable') return { phase: 'unreachable' };
  const view = outcome.kind === 'done' ? outcome.value : { me: null, isInviteNeeded: false };
  if (view.me !== null) return { phase: 'signed-in', notice };
  return { phase: 'signed-out', isInviteNeeded: view.isInviteNeeded, notice };
}
