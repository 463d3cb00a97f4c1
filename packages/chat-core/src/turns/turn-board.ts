/** The queued and running turns of all rooms, in the order in which they were asked for. */

import type { MemberId, MessageId, RoomId, Turn, TurnId } from '@parley/chat-protocol';
import type { NewTurn, StoredTurn } from '../history-store.ts';

export class TurnBoard {
  #turns: readonly StoredTurn[] = [];

  add(turn: StoredTurn): void {
    this.#turns = [...this.#turns, turn];
  }

  remove(id: TurnId): void {
    this.#turns = this.#turns.filter((turn) => turn.id !== id);
  }

  setRunning(id: TurnId, replyId: MessageId): void {
    this.#turns = this.#turns.map((turn) =>
      turn.id === id ? { ...turn, state: { phase: 'running', replyId } } : turn,
    );
  }

  find(roomId: RoomId, id: TurnId): StoredTurn | undefined {
    return this.#turns.find((turn) => turn.id === id && turn.roomId === roomId);
  }

  all(): readonly StoredTurn[] {
    return this.#turns;
  }

  /** As clients see them. */
  ofRoom(roomId: RoomId): readonly Turn[] {
    return this.#turns.filter((turn) => turn.roomId === roomId).map(asSeen);
  }

  queuedIn(roomId: RoomId): readonly StoredTurn[] {
    return this.#turns.filter((turn) => turn.roomId === roomId && turn.state.phase === 'queued');
  }

  queuedFor(roomId: RoomId, agentId: MemberId): readonly StoredTurn[] {
    return this.queuedIn(roomId).filter((turn) => turn.agentId === agentId);
  }

  /** The open turn that is to replace a reply. */
  findReplacing(replyId: MessageId): StoredTurn | undefined {
    return this.#turns.find((turn) => turn.supersedes === replyId);
  }
}

export function queuedTurn(turn: NewTurn): StoredTurn {
  return { ...turn, state: { phase: 'queued' } };
}

export function asSeen({
  id,
  roomId,
  agentId,
  questionId,
  askedBy,
  queuedAt,
  state,
}: StoredTurn): Turn {
  return { id, roomId, agentId, questionId, askedBy, queuedAt, state };
}
