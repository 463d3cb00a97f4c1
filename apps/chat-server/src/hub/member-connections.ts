/**
 * The live connections of each member, and the SignalR groups that each of them is in.
 *
 * A member's rooms change while connections come and go, so nothing is added or removed one by one:
 * each connection is brought, one step after the other, to the rooms that its member is in now.
 */

import type { Chat } from '@parley/chat-core';
import type { MemberId, RoomId } from '@parley/chat-protocol';
import type { HubConnectionContext, HubGroups } from '@parley/signalr-server';

interface MemberConnection {
  readonly memberId: MemberId;
  readonly sessionId: string;
  readonly context: HubConnectionContext;
  readonly groups: HubGroups;
  readonly joined: Set<RoomId>;
  /** Settles when the last step so far has been taken. */
  settled: Promise<void>;
}

/** What a new connection brings. */
export type NewMemberConnection = Pick<
  MemberConnection,
  'memberId' | 'sessionId' | 'context' | 'groups'
>;

export function groupOfRoom(roomId: RoomId): string {
  return `room:${roomId}`;
}

export class MemberConnections {
  readonly #roomsOf: Chat['roomsOf'];
  readonly #connections = new Map<string, MemberConnection>();

  constructor(roomsOf: Chat['roomsOf']) {
    this.#roomsOf = roomsOf;
  }

  /** Resolves once the connection receives the events of its member's rooms. */
  add(connection: NewMemberConnection): Promise<void> {
    const added = { ...connection, joined: new Set<RoomId>(), settled: Promise.resolve() };
    this.#connections.set(connection.context.connectionId, added);
    return this.#synchronise(added);
  }

  /** Its groups end with it. */
  remove(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  /** After a member joined or left rooms: resolves when all its connections are where it is. */
  async synchronise(memberId: MemberId): Promise<void> {
    const own = [...this.#connections.values()].filter((each) => each.memberId === memberId);
    await Promise.all(own.map((connection) => this.#synchronise(connection)));
  }

  /** Ends the connections that a session opened. */
  endSession(sessionId: string): void {
    for (const connection of this.#connections.values())
      if (connection.sessionId === sessionId) connection.context.abort();
  }

  #synchronise(connection: MemberConnection): Promise<void> {
    const step = connection.settled.then(() => this.#takeStep(connection));
    // A step that failed is its caller's to hear of; the next one starts afresh.
    connection.settled = step.catch(() => undefined);
    return step;
  }

  async #takeStep({ memberId, context, groups, joined }: MemberConnection): Promise<void> {
    const wanted = new Set(this.#roomsOf(memberId).map((room) => room.id));
    for (const roomId of wanted)
      if (!joined.has(roomId)) {
        await groups.add(context.connectionId, groupOfRoom(roomId));
        joined.add(roomId);
      }
    for (const roomId of joined)
      if (!wanted.has(roomId)) {
        await groups.remove(context.connectionId, groupOfRoom(roomId));
        joined.delete(roomId);
      }
  }
}
