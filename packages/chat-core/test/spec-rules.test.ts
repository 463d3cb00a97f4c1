/** Every rule of docs/spec/chat.md is named by a test here, and no test names a rule that is not there. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = import.meta.dirname;
const spec = readFileSync(join(folder, '../../../docs/spec/chat.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*(CH-\d+)\*\*/gmu)].map(([, rule]) => rule);

function citedRules(): Set<string | undefined> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  const texts = tests.map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/\[(CH-\d+)\]/gu)].map(([, id]) => id)));
}

it('names each rule once in the specification', () => {
  expect(rules.length).toBeGreaterThan(0);
  expect(new Set(rules).size).toBe(rules.length);
});

it('has a test for every rule, and a rule for every test', () => {
  expect(citedRules()).toEqual(new Set(rules));
});
