/** Whether what the comparison knows is also what people read: the table, and the rules. */

import { readFile } from 'node:fs/promises';
import type { KnownDifference } from './known/known-difference.ts';

const README = new URL('../../README.md', import.meta.url);
const SPECIFICATIONS = ['signalr-transports', 'signalr-hubs', 'signalr-protocol'].map(
  (name) => new URL(`../../../docs/spec/${name}.md`, import.meta.url),
);

/** @returns what is not listed, each as a line. */
export async function unlisted(
  differences: readonly KnownDifference[],
): Promise<readonly string[]> {
  const readme = await readFile(README, 'utf8');
  const rules = (await Promise.all(SPECIFICATIONS.map((file) => readFile(file, 'utf8')))).join(
    '\n',
  );
  return differences.flatMap(({ rule, what }) => [
    ...(hasRow(readme, rule, what) ? [] : [`interop/README.md has no row: | ${rule} | ${what} |`]),
    ...(deviates(rules, rule) ? [] : [`${rule} has no 'Deviates' in docs/spec.`]),
  ]);
}

function hasRow(readme: string, rule: string, what: string): boolean {
  return readme.split('\n').some((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return cells[1] === rule && cells[2] === what;
  });
}

function deviates(rules: string, rule: string): boolean {
  return rules
    .split('\n')
    .some((line) => line.startsWith(`- **${rule}**`) && line.includes('Deviates'));
}
