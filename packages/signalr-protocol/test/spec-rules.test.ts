/** Every rule of docs/spec/signalr-protocol.md is named by a test, and every id in a test is a rule. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const TESTS = new URL('.', import.meta.url);
const SPEC = new URL('../../../docs/spec/signalr-protocol.md', import.meta.url);

function idsIn(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, id = '']) => id));
}

test('the rules and the tests name each other', () => {
  const tests = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, TESTS), 'utf8'))
    .join('\n');

  const rules = idsIn(readFileSync(SPEC, 'utf8'), /^- \*\*(SP-\d+)\*\*/gm);
  const cited = idsIn(tests, /\[(SP-\d+)\]/g);

  expect([...cited].sort()).toEqual([...rules].sort());
});
