/** Whether an agent will answer what is being written, said before it is sent. */

import type { Agent, Member, MessageId, RoomId } from '@parley/chat-protocol';
import { findMentions } from '@parley/chat-protocol';
import { useChat } from '../../app/session-context.tsx';
import {
  findMentioned,
  listAgents,
  mentionNames,
  selectMessage,
  selectTurns,
} from '../../state/selectors.ts';

interface AnswerHintInput {
  readonly roomId: RoomId;
  readonly text: string;
  readonly replyId: MessageId | null;
  readonly members: readonly Member[];
}

export function useAnswerHint(input: AnswerHintInput): string | undefined {
  const { roomId, text, replyId, members } = input;
  const waiting = useChat((state) => selectTurns(state, roomId).length);
  const repliedTo = useChat((state) =>
    replyId === null ? undefined : selectMessage(state, roomId, replyId)?.authorId,
  );
  const agents = listAgents(members);
  const called =
    agents.find((agent) => agent.id === repliedTo) ?? mentionedAgent(text, members, agents);
  return called === undefined ? undefined : hintOf(called, waiting);
}

function mentionedAgent(
  text: string,
  members: readonly Member[],
  agents: readonly Agent[],
): Agent | undefined {
  const mentioned = findMentions(text, mentionNames(members)).map(({ name }) =>
    findMentioned(members, name),
  );
  return agents.find((agent) => mentioned.includes(agent));
}

function hintOf(agent: Agent, waiting: number): string {
  switch (agent.status.state) {
    case 'ready':
      return waiting === 0
        ? `${agent.name} will answer`
        : `${agent.name} will answer · ${waiting} before`;
    case 'starting':
      return `${agent.name} is starting and will answer then`;
    case 'failed':
    case 'offline':
      return `${agent.name} is not available right now`;
  }
}
