/** A new room invites: what to ask the agent that is here, and a link for the next person. */

import type { Agent, RoomId } from '@parley/chat-protocol';
import { findMentions } from '@parley/chat-protocol';
import { ArrowUpRight } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useChat, useSession } from '../../app/session-context.tsx';
import { listAgents, listMembers } from '../../state/selectors.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ModelNote } from '../members/model-note.tsx';
import styles from './empty-room.module.css';

const SHOWN_SUGGESTIONS = 3;

export function EmptyRoom({ roomId }: { readonly roomId: RoomId }): ReactElement {
  const room = useChat((state) => state.rooms.get(roomId));
  const known = useChat((state) => state.members);
  const inviteUrl = useChat((state) => state.inviteUrl);
  const agent = useMemo(
    () => (room === undefined ? undefined : listAgents(listMembers(room, known))[0]),
    [room, known],
  );

  return (
    <section className={styles.empty} aria-label="A new room">
      {agent !== undefined && <Avatar member={agent} size="regular" />}
      <h2>Welcome to # {room?.name}</h2>
      {agent === undefined ? (
        <p>Nothing has been said here yet.</p>
      ) : (
        <AgentIntroduction agent={agent} roomId={roomId} />
      )}
      <div className={styles.invite}>
        <p>It is better with company: bring somebody in.</p>
        <CopyButton label="Copy invite link" text={inviteUrl} />
      </div>
    </section>
  );
}

interface AgentIntroductionProps {
  readonly agent: Agent;
  readonly roomId: RoomId;
}

function AgentIntroduction({ agent, roomId }: AgentIntroductionProps): ReactElement {
  const { outbox } = useSession();

  const ask = (suggestion: string): void => {
    const isCalled = findMentions(suggestion, [agent.handle]).length > 0;
    const text = isCalled ? suggestion : `@${agent.handle} ${suggestion}`;
    outbox.send({ roomId, text, replyTo: null });
  };

  return (
    <>
      <p>
        {agent.name} has a seat in this room: it hears everything that is said here. Write{' '}
        <b className={styles.handle}>@{agent.handle}</b> anywhere in a message and it answers, for
        all to see.
      </p>
      {agent.suggestions.length > 0 && (
        <ul className={styles.suggestions} aria-label="Things to ask">
          {agent.suggestions.slice(0, SHOWN_SUGGESTIONS).map((suggestion) => (
            <li key={suggestion}>
              <button type="button" onClick={() => ask(suggestion)}>
                <Suggestion text={suggestion} handle={agent.handle} />
                <ArrowUpRight aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ModelNote agent={agent} />
    </>
  );
}

interface SuggestionProps {
  readonly text: string;
  readonly handle: string;
}

/** The call stands out as it will in the message. */
function Suggestion({ text, handle }: SuggestionProps): ReactElement {
  const [mention] = findMentions(text, [handle]);
  if (mention === undefined) return <span>{text}</span>;
  return (
    <span>
      {text.slice(0, mention.start)}
      <b className={styles.handle}>{text.slice(mention.start, mention.end)}</b>
      {text.slice(mention.end)}
    </span>
  );
}
