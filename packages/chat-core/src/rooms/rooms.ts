/** The rooms and who is in them. */

import type { MemberId, Room, RoomId } from '@parley/chat-protocol';

export class Rooms {
  readonly #rooms = new Map<RoomId, Room>();

  set(room: Room): Room {
    this.#rooms.set(room.id, room);
    return room;
  }

  find(id: RoomId): Room | undefined {
    return this.#rooms.get(id);
  }

  /** Oldest first. */
  all(): readonly Room[] {
    return [...this.#rooms.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  of(memberId: MemberId): readonly Room[] {
    return this.all().filter((room) => room.memberIds.includes(memberId));
  }

  isMember(roomId: RoomId, memberId: MemberId): boolean {
    return this.find(roomId)?.memberIds.includes(memberId) ?? false;
  }

  /** A message took this place in the room. */
  advance(id: RoomId, lastSequence: number): void {
    const room = this.find(id);
    if (room !== undefined && lastSequence > room.lastSequence) this.set({ ...room, lastSequence });
  }
}
