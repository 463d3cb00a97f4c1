/** Rooms. A room owns its history, its members and its queue; nobody owns the room. */

import type { MemberId, RoomId } from './ids.ts';

export interface Room {
  readonly id: RoomId;
  readonly name: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** People and agents. */
  readonly memberIds: readonly MemberId[];
  /** Of its newest message; 0 when it is empty. */
  readonly lastSequence: number;
}
