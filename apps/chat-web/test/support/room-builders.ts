/** One room, its messages and the actions that happen to it, for tests of the reducer. */

import type {
  ChatEvent,
  ClientMessageId,
  MessageId,
  PersonMessage,
  ReplyMessage,
  Room,
  RoomId,
  RoomView,
} from '@parley/chat-protocol';
import type { ChatAction } from '../../src/state/chat-action.ts';
import { INITIAL_CHAT } from '../../src/state/chat-state.ts';
import type { ChatState, Conversation } from '../../src/state/chat-state.ts';
import { reduceChat } from '../../src/state/reduce-chat.ts';
import { ANA, LLAMA, MIKA } from './fixtures.ts';

export const ROOM_ID = 'room' as RoomId;
export const REPLY_ID = 'reply' as MessageId;
export const ROOM: Room = {
  id: ROOM_ID,
  name: 'launch-week',
  createdAt: 0,
  memberIds: [LLAMA.id, ANA.id, MIKA.id],
  lastSequence: 0,
};

export function message(sequence: number, change: Partial<PersonMessage> = {}): PersonMessage {
  return {
    kind: 'message',
    id: `m${sequence}` as MessageId,
    clientMessageId: `c${sequence}` as ClientMessageId,
    roomId: ROOM_ID,
    sequence,
    authorId: ANA.id,
    sentAt: sequence,
    text: `text ${sequence}`,
    replyTo: null,
    ...change,
  };
}

export function reply(sequence: number, change: Partial<ReplyMessage> = {}): ReplyMessage {
  return {
    kind: 'reply',
    id: REPLY_ID,
    roomId: ROOM_ID,
    sequence,
    authorId: LLAMA.id,
    sentAt: sequence,
    text: '',
    turnId: 'turn' as ReplyMessage['turnId'],
    questionId: 'm1' as MessageId,
    askedBy: MIKA.id,
    heardCount: 1,
    state: { phase: 'reading', done: 0, total: 0 },
    supersedes: null,
    ...change,
  };
}

export function view(change: Partial<RoomView>): RoomView {
  return { room: ROOM, messages: [], hasEarlier: false, extent: 'latest', turns: [], ...change };
}

export function loaded(change: Partial<RoomView>): ChatAction {
  return { type: 'room-loaded', roomId: ROOM_ID, view: view(change) };
}

export function event(it: ChatEvent): ChatAction {
  return { type: 'event', event: it };
}

export function delta(offset: number, text: string): ChatAction {
  const payload = { roomId: ROOM_ID, messageId: REPLY_ID, offset, text };
  return event({ name: 'reply-delta', payload });
}

export function ended(length: number): ChatAction {
  const payload = {
    roomId: ROOM_ID,
    messageId: REPLY_ID,
    length,
    outcome: { kind: 'complete' },
    figures: null,
  } as const;
  return event({ name: 'reply-ended', payload });
}

export function posted(it: PersonMessage): ChatAction {
  return event({ name: 'message-posted', payload: { message: it } });
}

export function after(...actions: ChatAction[]): ChatState {
  return actions.reduce(reduceChat, INITIAL_CHAT);
}

export function conversation(state: ChatState): Conversation {
  const it = state.conversations.get(ROOM_ID);
  if (it === undefined) throw new Error('not loaded');
  return it;
}

export function textOf(state: ChatState): string | undefined {
  return conversation(state).messages.get(REPLY_ID)?.text;
}
