/** One process per core, where the system can be told so. */

import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Why processes are not pinned; `undefined` when they are. */
export const whyNotPinned: string | undefined = findObstacle();

/** The command with its process kept on one core, or as it is. */
export function onCore(core: number, command: readonly string[]): readonly string[] {
  return whyNotPinned === undefined ? ['taskset', '-c', `${core}`, ...command] : command;
}

function findObstacle(): string | undefined {
  if (availableParallelism() < 2) {
    return 'there is one core, which server and load share';
  }
  const { status } = spawnSync('taskset', ['-c', '0,1', process.execPath, '--version']);
  return status === 0 ? undefined : 'taskset is not available, the system places the processes';
}
