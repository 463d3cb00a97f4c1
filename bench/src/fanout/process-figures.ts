/** What a process uses, seen from outside in /proc, so that every server is measured alike. */

import { readFile } from 'node:fs/promises';

/** Linux counts processor time for user space in hundredths of a second, whatever the kernel does inside. */
const TICKS_PER_SECOND = 100;
const USER_TICKS_FIELD = 11;
const SYSTEM_TICKS_FIELD = 12;

/** Not numbers where there is no /proc. */
export interface ProcessFigures {
  /** User and system, since it was started. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

export async function processFigures(pid: number): Promise<ProcessFigures> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    // The name before the last parenthesis may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [USER_TICKS_FIELD, SYSTEM_TICKS_FIELD].map((field) => Number(fields[field]));
    const rssKilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    return {
      cpuSeconds: ticks.reduce((sum, count) => sum + count, 0) / TICKS_PER_SECOND,
      rssBytes: Number(rssKilobytes) * 1_024,
    };
  } catch {
    // No such file: another system, or a process that has ended.
    return { cpuSeconds: Number.NaN, rssBytes: Number.NaN };
  }
}

/** The system's limit of open files, which Node and .NET go up to by themselves. */
export async function openFilesLimit(): Promise<number> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8');
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
    return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
