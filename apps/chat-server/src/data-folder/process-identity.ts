/** Which process a lock file speaks of: process ids are used again, above all in containers. */

import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system has; empty where it tells nobody. */
  readonly startedAt: string;
}

/** `undefined`: no such process runs. */
export function findProcess(pid: number): ProcessIdentity | undefined {
  return isRunning(pid) ? { pid, startedAt: startOf(pid) } : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux: the boot's id and the start in clock ticks since then (proc(5), `/proc/pid/stat` field 22). */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, field 2, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot}/${fields[19] ?? ''}`;
  } catch {
    // No procfs on this system: the pid alone has to do.
    return '';
  }
}
