/** Turns: the queue of each room for its agents. */

import { StorageError } from '@parley/chat-core';
import type { NewTurn, StoredTurn } from '@parley/chat-core';
import type { TurnId } from '@parley/chat-protocol';
import type { HistoryDatabase } from './history-tables.ts';

export async function addTurn(database: HistoryDatabase, turn: NewTurn): Promise<void> {
  await database.insertInto('turns').values(turn).execute();
}

export async function listOpenTurns(database: HistoryDatabase): Promise<StoredTurn[]> {
  const rows = await database
    .selectFrom('turns')
    .leftJoin('replies', 'replies.turnId', 'turns.id')
    .select([
      'turns.id',
      'turns.roomId',
      'turns.agentId',
      'turns.questionId',
      'turns.askedBy',
      'turns.queuedAt',
      'turns.supersedes',
      'replies.id as replyId',
    ])
    .where('turns.phase', '<>', 'ended')
    .orderBy('turns.position')
    .execute();
  return rows.map(({ replyId, ...turn }) => ({
    ...turn,
    state: replyId === null ? { phase: 'queued' } : { phase: 'running', replyId },
  }));
}

/** Takes a turn out of the queue, to be answered. */
export async function setTurnRunning(
  database: HistoryDatabase,
  id: TurnId,
): Promise<Pick<NewTurn, 'roomId' | 'agentId'>> {
  const turn = await database
    .updateTable('turns')
    .set({ phase: 'running' })
    .where('id', '=', id)
    .where('phase', '=', 'queued')
    .returning(['roomId', 'agentId'])
    .executeTakeFirst();
  if (turn === undefined)
    throw new StorageError('storage-failed', `There is no queued turn with the id ${id}.`);
  return turn;
}

export async function setTurnEnded(database: HistoryDatabase, id: TurnId): Promise<void> {
  await database.updateTable('turns').set({ phase: 'ended' }).where('id', '=', id).execute();
}
