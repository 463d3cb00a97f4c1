/** What an agent is doing, in words: the same in the card, the list and for a screen reader. */

import type { Agent, ReplyMessage, RoomId, Turn } from '@parley/chat-protocol';
import type { ChatState } from '../../state/chat-state.ts';
import { selectMessage, selectTurns } from '../../state/selectors.ts';

const STEPS = {
  downloading: 'downloading its model',
  loading: 'loading its model',
  calibrating: 'finding its pace',
  restarting: 'restarting',
} as const;

/** For example `writing · 1 waiting`. */
export function agentWords(state: ChatState, agent: Agent, roomId: RoomId): string {
  const turns = selectTurns(state, roomId).filter((turn) => turn.agentId === agent.id);
  const running = turns.find((turn) => turn.state.phase === 'running');
  const waiting = turns.filter((turn) => turn.state.phase === 'queued').length;
  const doing = activityOf(state, agent, running);
  if (waiting === 0) return doing;
  return `${doing} · ${waiting} waiting`;
}

function activityOf(state: ChatState, agent: Agent, running: Turn | undefined): string {
  const { status } = agent;
  switch (status.state) {
    case 'offline':
      return 'offline';
    case 'failed':
      return 'not available';
    case 'starting':
      return status.progress === null
        ? STEPS[status.step]
        : `${STEPS[status.step]}, ${Math.round(status.progress * 100)}\u00a0%`;
    case 'ready':
      return running === undefined ? idleWords(state, agent) : runningWords(state, running);
  }
}

function runningWords(state: ChatState, turn: Turn): string {
  if (turn.state.phase !== 'running') return 'queued';
  const reply = selectMessage(state, turn.roomId, turn.state.replyId);
  return reply?.kind === 'reply' && isReading(reply) ? 'reading the room' : 'writing';
}

function idleWords(state: ChatState, agent: Agent): string {
  for (const [roomId, turns] of state.turns) {
    const isBusy = turns.some(
      (turn) => turn.agentId === agent.id && turn.state.phase === 'running',
    );
    if (isBusy) return `answering in # ${state.rooms.get(roomId)?.name ?? 'another room'}`;
  }
  return 'listening';
}

function isReading(reply: ReplyMessage): boolean {
  return reply.state.phase === 'reading';
}
