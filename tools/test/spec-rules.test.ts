/** Every rule of docs/spec has a test or a recorded deviation, and every rule that a test names is there. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, readRuleTable } from '../rule-table.mjs';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

test('the rules of this repository and its tests name each other', () => {
  const table = readRuleTable(REPOSITORY);

  expect(table.specs.map(({ file }) => file)).toContain('signalr-hubs.md');
  expect(problemsOf(table)).toEqual([]);
});

describe('a table', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-rules-'));
    for (const workspaces of ['packages', 'apps', 'examples']) {
      mkdirSync(join(folder, workspaces));
    }
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  test('has each rule with its text, its deviation and its tests', () => {
    write(
      'docs/spec/a.md',
      '# A\n\n- **AA-1** One,\n  and more.\n- **AA-2** Two. `Deviates`: so.\n',
    );
    write('packages/a/test/a.test.ts', "test('[AA-1] it is one', () => {});");

    expect(readRuleTable(folder).specs).toEqual([
      {
        file: 'a.md',
        prefixes: ['AA'],
        rules: [
          {
            id: 'AA-1',
            text: 'One, and more.',
            isDeviation: false,
            tests: [
              { file: join('packages', 'a', 'test', 'a.test.ts'), title: '[AA-1] it is one' },
            ],
          },
          { id: 'AA-2', text: 'Two. `Deviates`: so.', isDeviation: true, tests: [] },
        ],
      },
    ]);
    expect(problemsOf(readRuleTable(folder))).toEqual([]);
  });

  test('has a problem for a rule that nothing shows, one that stands twice, and several kinds', () => {
    write(
      'docs/spec/a.md',
      '- **AA-1** One.\n- **AA-2** Two. Deviates: so.\n- **AA-2** Again. Deviates: so.\n- **BB-1** B. Deviates: so.\n',
    );

    expect(problemsOf(readRuleTable(folder))).toEqual([
      'a.md has rules of several kinds: AA, BB',
      'AA-2 stands twice in a.md',
      'AA-1 has neither a test nor a recorded deviation',
    ]);
  });

  test('has a problem for a mention of a rule that is not there', () => {
    write('docs/spec/a.md', '- **AA-1** One. Deviates: so.\n');
    write('docs/spec/b.md', '| like AA-1 and AA-2 | not UTF-8 |\n');

    expect(problemsOf(readRuleTable(folder))).toEqual([
      'b.md names AA-2, which is no rule of docs/spec',
    ]);
  });

  test('has a problem for a test that names no rule', () => {
    write('docs/spec/a.md', '- **AA-1** One.\n');
    write('apps/b/test/deep/b-contract.ts', 'test("[AA-1] [AA-7] it\'s seven", () => {});');

    expect(problemsOf(readRuleTable(folder))).toEqual([
      `${join('apps', 'b', 'test', 'deep', 'b-contract.ts')} names AA-7, which is no rule of docs/spec`,
    ]);
  });
});
