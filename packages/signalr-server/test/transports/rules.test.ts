import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const RULES = new URL('../../../../docs/spec/signalr-transports.md', import.meta.url);

function idsIn(text: string, pattern: RegExp): string[] {
  const ids = [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  return [...new Set(ids)].toSorted();
}

test('every rule has a test, and every test names a rule that exists', () => {
  const rules = idsIn(readFileSync(RULES, 'utf8'), /^- \*\*(ST-\d+)\*\*/gmu);
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
    .join('\n');
  expect(rules.length).toBeGreaterThan(0);
  expect(idsIn(tests, /\[(ST-\d+)\]/gu)).toEqual(rules);
});
