/** Making and renaming rooms, joining and leaving them. Membership is the room's; nobody owns a room. */

import { nameKey, normaliseName } from '@parley/chat-protocol';
import type {
  CreateRoomInput,
  MemberId,
  Outcome,
  RenameRoomInput,
  Room,
  RoomId,
  RoomInput,
} from '@parley/chat-protocol';
import type { AgentRoster } from '../agents/agent-roster.ts';
import type { Announcer } from '../announcer.ts';
import type { HistoryStore } from '../history-store.ts';
import { newRoomId } from '../new-ids.ts';
import { accepted, refusals, refused } from '../outcomes.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { RoomLanes } from '../room-lanes.ts';
import type { Rooms } from './rooms.ts';

export interface MembershipOptions {
  readonly store: Pick<
    HistoryStore,
    'addRoom' | 'renameRoom' | 'addRoomMember' | 'removeRoomMember'
  >;
  readonly rooms: Rooms;
  readonly roster: AgentRoster;
  readonly announcer: Announcer;
  readonly lanes: RoomLanes;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export class Membership {
  readonly #options: MembershipOptions;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** A room with these people and every agent. */
  async createRoom(people: readonly MemberId[], input: CreateRoomInput): Promise<Outcome<Room>> {
    const { store, rooms, roster, announcer, clock, ids } = this.#options;
    const name = normaliseName(input.name);
    const room = {
      id: newRoomId(ids),
      name,
      createdAt: clock.now(),
      memberIds: [...people, ...roster.memberIds()],
    };
    if ((await store.addRoom({ ...room, nameKey: nameKey(name) })) === 'name-taken')
      return nameTaken(name);

    const created = rooms.set({ ...room, lastSequence: 0 });
    announcer.roomChanged(created);
    return accepted(created);
  }

  renameRoom(input: RenameRoomInput): Promise<Outcome<Room>> {
    const { store, lanes } = this.#options;
    const name = normaliseName(input.name);
    return lanes.run(input.roomId, async () => {
      const renamed = await store.renameRoom(input.roomId, { name, nameKey: nameKey(name) });
      if (renamed === 'name-taken') return nameTaken(name);
      return this.#changed(input.roomId, (room) => ({ ...room, name }));
    });
  }

  /** Idempotent. */
  joinRoom(memberId: MemberId, { roomId }: RoomInput): Promise<Outcome<Room>> {
    const { store, lanes, rooms } = this.#options;
    return lanes.run(roomId, async () => {
      const room = rooms.find(roomId);
      if (room === undefined) return refusals.roomNotFound();
      if (room.memberIds.includes(memberId)) return accepted(room);
      await store.addRoomMember(roomId, memberId);
      return this.#changed(roomId, (current) => ({
        ...current,
        memberIds: [...current.memberIds, memberId],
      }));
    });
  }

  /** What the member asked the agent goes on: the turn is the room's. */
  leaveRoom(memberId: MemberId, { roomId }: RoomInput): Promise<Outcome<null>> {
    const { store, lanes } = this.#options;
    return lanes.run(roomId, async () => {
      await store.removeRoomMember(roomId, memberId);
      const outcome = this.#changed(roomId, (room) => ({
        ...room,
        memberIds: room.memberIds.filter((id) => id !== memberId),
      }));
      return outcome.ok ? accepted(null) : outcome;
    });
  }

  #changed(roomId: RoomId, change: (room: Room) => Room): Outcome<Room> {
    const { rooms, announcer } = this.#options;
    const room = rooms.find(roomId);
    if (room === undefined) return refusals.roomNotFound();
    const changed = rooms.set(change(room));
    announcer.roomChanged(changed);
    return accepted(changed);
  }
}

function nameTaken(name: string): Outcome<never> {
  return refused('room-name-taken', `There is a room called “${name}” already.`);
}
