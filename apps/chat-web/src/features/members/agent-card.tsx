/** The agent's card: what it is, where it runs, what it hears and what it is doing. */

import type { Agent, RoomId } from '@parley/chat-protocol';
import type { ReactElement } from 'react';
import { useChat } from '../../app/session-context.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import styles from './agent-card.module.css';
import { agentWords } from './agent-words.ts';
import { ModelNote } from './model-note.tsx';

interface AgentCardProps {
  readonly agent: Agent;
  readonly roomId: RoomId;
}

export function AgentCard({ agent, roomId }: AgentCardProps): ReactElement {
  const words = useChat((state) => agentWords(state, agent, roomId));
  const { model, status } = agent;
  return (
    <section className={styles.card} aria-label={agent.name}>
      <div className={styles.head}>
        <Avatar member={agent} size="regular" />
        <div>
          <b>{agent.name}</b>
          <small>{words}</small>
        </div>
      </div>
      {status.state === 'starting' && status.progress !== null && (
        <progress max={1} value={status.progress} aria-label={words} />
      )}
      {status.state === 'failed' && <p className={styles.failed}>{status.reason}</p>}
      <dl>
        {model !== null && (
          <>
            <dt>Model</dt>
            <dd>{model.name}</dd>
            <dt>Runs on</dt>
            <dd>{model.runsOn}</dd>
          </>
        )}
        <dt>Hears</dt>
        <dd>the whole room</dd>
      </dl>
      <ModelNote agent={agent} />
    </section>
  );
}
