/** Whether what the comparison through the emulator knows is also what people read. */

import { readFile } from 'node:fs/promises';
import type { AzureDifference } from './azure-differences.ts';

const README = new URL('../../README.md', import.meta.url);

/** @returns what is not listed, each as a line. */
export async function unlistedAzureDifferences(
  differences: readonly AzureDifference[],
): Promise<readonly string[]> {
  const rows = (await readFile(README, 'utf8')).split('\n').map(cellsOf);
  return differences
    .map(({ rule, what, why }) => `${rule} | ${what} | ${why}`)
    .filter((row) => !rows.includes(row))
    .map((row) => `interop/README.md has no row: | ${row} |`);
}

function cellsOf(line: string): string {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
    .join(' | ');
}
