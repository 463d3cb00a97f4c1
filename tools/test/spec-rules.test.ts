/** Every rule of docs/spec is named by a test, and every rule that a test names is in docs/spec. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const REPOSITORY = new URL('../../', import.meta.url);
const SPEC = new URL('docs/spec/', REPOSITORY);

const specs = readdirSync(SPEC).filter((file) => file.endsWith('.md'));
const tests = ['packages', 'apps', 'examples']
  .flatMap((folder) =>
    readdirSync(new URL(folder, REPOSITORY)).map((name) => `${folder}/${name}/test/`),
  )
  .filter((folder) => existsSync(new URL(folder, REPOSITORY)))
  .flatMap((folder) => testsIn(new URL(folder, REPOSITORY)))
  .join('\n');

function testsIn(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file) || file.endsWith('-contract.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
}

/** Ids in the text, each once, sorted by number. */
function idsIn(text: string, pattern: RegExp): string[] {
  const ids = new Set(Array.from(text.matchAll(pattern), ([, id = '']) => id));
  return [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

test.each(specs)('%s: its rules and the tests name each other', (spec) => {
  const rules = idsIn(readFileSync(new URL(spec, SPEC), 'utf8'), /^- \*\*([A-Z]{2}-\d+)\*\*/gm);
  expect(rules).not.toEqual([]);
  const prefix = rules[0]?.slice(0, 2) ?? '';

  expect(idsIn(tests, new RegExp(`\\[(${prefix}-\\d+)\\]`, 'g'))).toEqual(rules);
});
