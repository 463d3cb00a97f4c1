/**
 * One lane per room: what commits and then publishes in a room happens one after the other.
 *
 * That is what makes a room's events leave in the order of its sequence, and a snapshot of a room hold
 * exactly what was published before it. Nothing in a lane may wait for a model.
 */

import type { RoomId } from '@parley/chat-protocol';

export class RoomLanes {
  readonly #tails = new Map<RoomId, Promise<unknown>>();

  /** Runs the task after all earlier ones of the room, whether they succeeded or not. */
  run<T>(roomId: RoomId, task: () => Promise<T>): Promise<T> {
    const earlier = this.#tails.get(roomId) ?? Promise.resolve();
    const result = earlier.then(task);
    const tail = result.then(ignore, ignore);
    this.#tails.set(roomId, tail);
    void tail.then(() => {
      if (this.#tails.get(roomId) === tail) this.#tails.delete(roomId);
    });
    return result;
  }

  /** Resolves when every lane is empty. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}

// A task's failure is its caller's; the lane goes on.
function ignore(): void {}
