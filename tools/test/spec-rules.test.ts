/** Every rule of docs/spec is named by a test, and every rule that a test names is in docs/spec. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

/** Ids in the text, in order, as often as they stand there. */
function idsIn(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, id = '']) => id);
}

/** Each once, sorted by number. */
function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

describe.each(specs)('%s', (spec) => {
  const text = readFileSync(new URL(spec, SPEC), 'utf8');
  const rules = idsIn(text, /^- \*\*([A-Z]{2}-\d+)\*\*/gm);

  test('names each rule once', () => {
    expect(rules).not.toEqual([]);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test('its rules and the tests name each other', () => {
    const prefix = rules[0]?.slice(0, 2) ?? '';
    const cited = idsIn(tests, new RegExp(`\\[(${prefix}-\\d+)\\]`, 'g'));
    expect(distinct(cited)).toEqual(distinct(rules));
  });
});
