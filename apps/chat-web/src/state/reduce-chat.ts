/** The reducer: what the page knows after an action. Pure, and total over every action. */

import type { ChatEvent, Message, Room, RoomId, Turn, Welcome } from '@parley/chat-protocol';
import type { ChatAction, ConversationAction } from './chat-action.ts';
import { EMPTY_CONVERSATION } from './chat-state.ts';
import type { ChatState, Conversation } from './chat-state.ts';
import {
  withDelta,
  withEnd,
  withMessages,
  withProgress,
  withRestAsked,
  withRestNotRead,
  withRestRead,
  withView,
} from './conversation.ts';
import { reduceOutgoing, withoutArrived } from './outgoing.ts';

export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'connection-changed':
      return afterConnectionChange({ ...state, connection: action.connection });
    case 'service-known':
      return { ...state, isServiceAway: action.isAway };
    case 'welcomed':
      return afterWelcome(state, action.welcome);
    case 'event':
      return afterEvent(state, action.event);
    case 'room-known':
      return withRoom(state, action.room);
    case 'outbox-restored':
      return { ...state, outgoing: [...action.messages, ...state.outgoing] };
    case 'message-queued':
    case 'message-sending':
    case 'message-waiting':
    case 'message-failed':
    case 'message-discarded':
      return { ...state, outgoing: reduceOutgoing(state.outgoing, action) };
    case 'message-confirmed':
      return afterMessages(state, action.message.roomId, [action.message]);
    case 'room-loading':
    case 'room-loaded':
    case 'room-not-loaded':
    case 'room-left':
    case 'earlier-loading':
    case 'earlier-loaded':
    case 'earlier-not-loaded':
    case 'rest-asked':
    case 'rest-read':
    case 'rest-not-read':
      return afterConversationAction(state, action);
  }
}

/** Without the connection, nothing loaded is sure to be up to date any more. */
function afterConnectionChange(state: ChatState): ChatState {
  if (state.connection.phase !== 'online') return withNothingSure(state);
  return { ...state, isServiceAway: false };
}

function withNothingSure(state: ChatState): ChatState {
  const conversations = new Map<RoomId, Conversation>();
  for (const [id, conversation] of state.conversations)
    conversations.set(id, { ...conversation, load: { phase: 'stale' } });
  return { ...state, conversations };
}

function afterWelcome(state: ChatState, welcome: Welcome): ChatState {
  const turns = new Map<RoomId, Turn[]>();
  for (const turn of welcome.turns)
    turns.set(turn.roomId, [...(turns.get(turn.roomId) ?? []), turn]);
  return {
    ...state,
    me: welcome.me,
    inviteUrl: welcome.inviteUrl,
    members: new Map(welcome.members.map((member) => [member.id, member])),
    rooms: new Map(welcome.rooms.map((room) => [room.id, room])),
    turns,
  };
}

function afterEvent(state: ChatState, event: ChatEvent): ChatState {
  switch (event.name) {
    case 'member-changed': {
      const { member } = event.payload;
      return { ...state, members: new Map(state.members).set(member.id, member) };
    }
    case 'room-changed':
      return withRoom(state, event.payload.room);
    case 'turns-changed': {
      const { roomId, turns } = event.payload;
      return { ...state, turns: new Map(state.turns).set(roomId, turns) };
    }
    case 'message-posted':
    case 'reply-started':
      return afterMessages(state, event.payload.message.roomId, [event.payload.message]);
    case 'reply-progress':
      return changeLoaded(state, event.payload.roomId, (it) => withProgress(it, event.payload));
    case 'reply-delta':
      return changeLoaded(state, event.payload.roomId, (it) => withDelta(it, event.payload));
    case 'reply-ended':
      return changeLoaded(state, event.payload.roomId, (it) => withEnd(it, event.payload));
    case 'events-missed':
      return withNothingSure(state);
  }
}

function afterConversationAction(state: ChatState, action: ConversationAction): ChatState {
  if (action.type === 'room-loaded') return afterRoomLoaded(state, action);
  if (action.type === 'room-left') return afterRoomLeft(state, action.roomId);
  const known = state.conversations.get(action.roomId) ?? EMPTY_CONVERSATION;
  return withConversation(state, action.roomId, reduceConversation(known, action));
}

function afterRoomLeft(state: ChatState, roomId: RoomId): ChatState {
  const conversations = new Map(state.conversations);
  conversations.delete(roomId);
  const room = state.rooms.get(roomId);
  const left = { ...state, conversations };
  if (room === undefined) return left;
  // The room's own event says the same to everybody, but may come later than the answer.
  return withRoom(left, { ...room, memberIds: room.memberIds.filter((id) => id !== state.me) });
}

function reduceConversation(
  conversation: Conversation,
  action: Exclude<ConversationAction, { type: 'room-loaded' | 'room-left' }>,
): Conversation {
  switch (action.type) {
    case 'room-loading':
      return { ...conversation, load: { phase: 'loading' } };
    case 'room-not-loaded':
      return {
        ...conversation,
        load:
          action.reason === null ? { phase: 'stale' } : { phase: 'failed', reason: action.reason },
      };
    case 'earlier-loading':
      return { ...conversation, earlier: 'loading' };
    case 'earlier-loaded':
      return withMessages(
        { ...conversation, earlier: 'idle', hasEarlier: action.page.hasEarlier },
        action.page.messages,
      );
    case 'earlier-not-loaded':
      return { ...conversation, earlier: 'failed' };
    case 'rest-asked':
      return withRestAsked(conversation, action.messageId);
    case 'rest-read':
      return withRestRead(conversation, action.rest);
    case 'rest-not-read':
      return withRestNotRead(conversation, action.messageId, action.isRetryable);
  }
}

function afterRoomLoaded(
  state: ChatState,
  { roomId, view }: Extract<ConversationAction, { type: 'room-loaded' }>,
): ChatState {
  const known = state.conversations.get(roomId) ?? EMPTY_CONVERSATION;
  const next = withConversation(withRoom(state, view.room), roomId, withView(known, view));
  return {
    ...next,
    turns: new Map(next.turns).set(roomId, view.turns),
    outgoing: withoutArrived(next.outgoing, view.messages),
  };
}

/** A message of a room that is not loaded only counts; the room's page will bring it. */
function afterMessages(state: ChatState, roomId: RoomId, messages: readonly Message[]): ChatState {
  const next = changeLoaded(state, roomId, (it) => withMessages(it, messages));
  return { ...next, outgoing: withoutArrived(next.outgoing, messages) };
}

function changeLoaded(
  state: ChatState,
  roomId: RoomId,
  change: (conversation: Conversation) => Conversation,
): ChatState {
  const known = state.conversations.get(roomId);
  if (known === undefined) return state;
  const changed = change(known);
  return changed === known ? state : withConversation(state, roomId, changed);
}

function withConversation(state: ChatState, id: RoomId, conversation: Conversation): ChatState {
  return { ...state, conversations: new Map(state.conversations).set(id, conversation) };
}

function withRoom(state: ChatState, room: Room): ChatState {
  return { ...state, rooms: new Map(state.rooms).set(room.id, room) };
}
