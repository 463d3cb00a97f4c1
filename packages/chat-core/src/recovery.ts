/** Taking up where the chat was when it last ended, however it ended. */

import { utf8Length } from '@parley/chat-protocol';
import type { AgentRoster } from './agents/agent-roster.ts';
import type { HistoryStore, StoredRoom, StoredTurn } from './history-store.ts';
import type { People } from './people/people.ts';
import type { ChatLogger } from './ports.ts';
import type { Membership } from './rooms/membership.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { ReplyEndings } from './turns/reply-endings.ts';
import type { TurnBoard } from './turns/turn-board.ts';

const FIRST_ROOM = 'general';

export interface RecoveryOptions {
  readonly store: HistoryStore;
  readonly people: People;
  readonly rooms: Rooms;
  readonly roster: AgentRoster;
  readonly membership: Membership;
  readonly board: TurnBoard;
  readonly endings: ReplyEndings;
  readonly logger: ChatLogger;
}

/** @throws {StorageError} when the history cannot be read. */
export async function recover(options: RecoveryOptions): Promise<void> {
  await loadPeople(options);
  await loadRooms(options);
  for (const turn of await options.store.listOpenTurns()) await takeUp(turn, options);
}

async function loadPeople({ store, people, roster, logger }: RecoveryOptions): Promise<void> {
  for (const stored of await store.listPeople()) {
    people.add(stored);
    // Names are checked when people come; an agent may have been given the name since then.
    if (roster.isReserved(stored.name))
      logger.warn({ memberId: stored.id, name: stored.name }, 'a person and an agent share a name');
  }
}

async function loadRooms({
  store,
  people,
  rooms,
  roster,
  membership,
}: RecoveryOptions): Promise<void> {
  const stored = await store.listRooms();
  for (const room of stored) {
    const seated = await seatAgents(room, { store, roster });
    const { id, name, createdAt, lastSequence } = room;
    // Agents that are no longer configured are nobody's to see.
    const memberIds = seated.filter((member) => people.find(member) ?? roster.find(member));
    rooms.set({ id, name, createdAt, memberIds, lastSequence });
  }
  if (stored.length === 0)
    await membership.createRoom(
      people.all().map(({ id }) => id),
      { name: FIRST_ROOM },
    );
}

async function seatAgents(
  room: StoredRoom,
  { store, roster }: Pick<RecoveryOptions, 'store' | 'roster'>,
): Promise<StoredRoom['memberIds']> {
  const missing = roster.memberIds().filter((id) => !room.memberIds.includes(id));
  for (const id of missing) await store.addRoomMember(room.id, id);
  return [...room.memberIds, ...missing];
}

async function takeUp(turn: StoredTurn, options: RecoveryOptions): Promise<void> {
  const { store, board, endings, logger } = options;
  board.add(turn);
  if (turn.state.phase === 'queued') return;

  const { replyId } = turn.state;
  const reply = await store.findMessage(turn.roomId, replyId);
  const length = utf8Length(reply?.text ?? '');
  logger.warn({ turnId: turn.id, messageId: replyId, length }, 'a reply was cut by the last end');
  await endings.end({ id: replyId, roomId: turn.roomId, turnId: turn.id }, async () => ({
    rest: [],
    length,
    ending: { outcome: { kind: 'interrupted' }, figures: null },
  }));
}
