/** Every code that Parley can emit stands in docs/errors.md, and nothing else does. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const REPOSITORY = new URL('../../', import.meta.url);
const TABLE = /as const satisfies Record<string, [A-Za-z]+>;|^} as const;$/m;

/** Keys of the code tables in the files named for errors: `'model-missing': …`. */
function codesIn(source: string): string[] {
  const tables = source.split(/^(?:export )?const [A-Z_]+ = \{$/m).slice(1);
  return tables.flatMap((table) => {
    const body = table.slice(0, table.search(TABLE));
    return Array.from(body.matchAll(/^ {2}'?([a-z][a-z-]*)'?:/gm), ([, code = '']) => code);
  });
}

/** Members of a union of codes: `type XCode = 'storage-full' | 'storage-failed';` */
function codesOfUnions(source: string): string[] {
  return Array.from(source.matchAll(/^export type \w+Code = ((?:\s*\|? ?'[a-z-]+')+);/gm)).flatMap(
    ([, union = '']) => Array.from(union.matchAll(/'([a-z-]+)'/g), ([, code = '']) => code),
  );
}

function sources(): string[] {
  return ['packages', 'apps'].flatMap((folder) =>
    readdirSync(new URL(folder, REPOSITORY)).flatMap((name) => {
      const root = new URL(`${folder}/${name}/src/`, REPOSITORY);
      return readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?:^|\/)(?:errors|outcome|[a-z-]+-error)\.ts$/.test(file))
        .map((file) => readFileSync(new URL(file, root), 'utf8'));
    }),
  );
}

test('docs/errors.md lists every code once', () => {
  const emitted = sources().flatMap((source) => [...codesIn(source), ...codesOfUnions(source)]);
  const documented = Array.from(
    readFileSync(new URL('docs/errors.md', REPOSITORY), 'utf8').matchAll(/^\| `([a-z-]+)` /gm),
    ([, code = '']) => code,
  );

  expect(emitted.length).toBeGreaterThan(40);
  expect([...documented].sort()).toEqual([...new Set(emitted)].sort());
});
