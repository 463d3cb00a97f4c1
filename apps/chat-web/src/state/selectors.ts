/** What the page reads out of the state. Results keep their identity while nothing they show changes. */

import type {
  Agent,
  Member,
  MemberId,
  Message,
  MessageId,
  Room,
  RoomId,
  Turn,
} from '@parley/chat-protocol';
import type { ChatState } from './chat-state.ts';

const NO_TURNS: readonly Turn[] = [];

export function selectMessage(
  state: ChatState,
  roomId: RoomId,
  messageId: MessageId,
): Message | undefined {
  return state.conversations.get(roomId)?.messages.get(messageId);
}

export function selectTurns(state: ChatState, roomId: RoomId): readonly Turn[] {
  return state.turns.get(roomId) ?? NO_TURNS;
}

export function isMember(room: Room, memberId: MemberId | null): boolean {
  return memberId !== null && room.memberIds.includes(memberId);
}

export interface RoomLists {
  readonly joined: readonly Room[];
  readonly others: readonly Room[];
}

/** Rooms by name, in the reader's language; those that the member is in apart. */
export function listRooms(rooms: Iterable<Room>, me: MemberId | null): RoomLists {
  const sorted = [...rooms].sort((a, b) =>
    a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }),
  );
  return {
    joined: sorted.filter((room) => isMember(room, me)),
    others: sorted.filter((room) => !isMember(room, me)),
  };
}

/** The members of a room in the order of its list: agents, then people by name. */
export function listMembers(room: Room, members: ReadonlyMap<MemberId, Member>): Member[] {
  const known = room.memberIds
    .map((id) => members.get(id))
    .filter((member) => member !== undefined);
  return known.sort((a, b) => {
    if (a.kind !== b.kind) return a.kind === 'agent' ? -1 : 1;
    return a.name.localeCompare(b.name);
  });
}

export function listAgents(members: readonly Member[]): Agent[] {
  return members.filter((member) => member.kind === 'agent');
}

/** Names and handles by which members can be mentioned. */
export function mentionNames(members: readonly Member[]): string[] {
  return members.flatMap((member) =>
    member.kind === 'agent' ? [member.handle, member.name] : [member.name],
  );
}

/** The member that a mentioned name means. */
export function findMentioned(members: readonly Member[], name: string): Member | undefined {
  return members.find(
    (member) => member.name === name || (member.kind === 'agent' && member.handle === name),
  );
}
