/** The numbered rules of docs/spec, and the tests that name them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORKSPACES = ['packages', 'apps', 'examples'];
const TEST_FILE = /(?:\.test\.tsx?|-contract\.ts)$/;
/** A rule is a list item, its further lines indented. */
const RULE = /^- \*\*([A-Z]{2}-\d+)\*\* (.+(?:\n {2,}.+)*)/gm;
const CITATION = /\[([A-Z]{2}-\d+)\]/g;
/** A string with a rule's id in it: most are the titles of tests. */
const TITLE = /(['"`])((?:\\.|(?!\1)[^\\\n])*\[[A-Z]{2}-\d+\](?:\\.|(?!\1)[^\\\n])*)\1/g;

/** Each file of docs/spec that has rules, with what the tests say about each rule. */
export function readRuleTable(repository) {
  const citations = readCitations(repository);
  const folder = join(repository, 'docs', 'spec');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const specs = files
    .map(({ file, text }) => readSpec(file, text, citations))
    .filter(({ rules }) => rules.length > 0);
  return {
    specs,
    unknown: [...unknownMentions(specs, files), ...unknownCitations(specs, citations)],
  };
}

/** Ids of the rules that fail the table, and why. */
export function problemsOf({ specs, unknown }) {
  const problems = specs.flatMap(({ file, prefixes, rules }) => [
    ...(prefixes.length > 1 ? [`${file} has rules of several kinds: ${prefixes.join(', ')}`] : []),
    ...repeated(rules.map(({ id }) => id)).map((id) => `${id} stands twice in ${file}`),
    ...rules
      .filter(({ tests, isDeviation }) => tests.length === 0 && !isDeviation)
      .map(({ id }) => `${id} has neither a test nor a recorded deviation`),
  ]);
  return [
    ...problems,
    ...unknown.map(({ id, file }) => `${file} names ${id}, which is no rule of docs/spec`),
  ];
}

function readSpec(file, text, citations) {
  const rules = Array.from(text.matchAll(RULE), ([, id, body]) => ({
    id,
    text: body.trim().replaceAll(/\s+/g, ' '),
    isDeviation: /\bDeviates\b/.test(body),
    tests: citations.get(id) ?? [],
  }));
  return { file, prefixes: [...new Set(rules.map(({ id }) => id.slice(0, 2)))], rules };
}

/** By the id of a rule: the tests that name it, each with its file and title. */
function readCitations(repository) {
  const citations = new Map();
  for (const file of testFiles(repository)) {
    const source = readFileSync(join(repository, file), 'utf8');
    for (const [, , title] of source.matchAll(TITLE)) {
      for (const [, id] of title.matchAll(CITATION)) {
        citations.set(id, [...(citations.get(id) ?? []), { file, title }]);
      }
    }
  }
  return citations;
}

function testFiles(repository) {
  return WORKSPACES.flatMap((folder) =>
    readdirSync(join(repository, folder)).map((name) => join(folder, name, 'test')),
  )
    .filter((folder) => existsSync(join(repository, folder)))
    .flatMap((folder) =>
      readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => TEST_FILE.test(file));
}

/** What the files of docs/spec say of each other's rules. */
function unknownMentions(specs, files) {
  const known = idsOf(specs);
  const kinds = new Set(specs.flatMap(({ prefixes }) => prefixes));
  return files.flatMap(({ file, text }) =>
    Array.from(new Set(text.match(/\b[A-Z]{2}-\d+\b/g)))
      .filter((id) => kinds.has(id.slice(0, 2)) && !known.has(id))
      .map((id) => ({ id, file })),
  );
}

function unknownCitations(specs, citations) {
  const known = idsOf(specs);
  return Array.from(citations)
    .filter(([id]) => !known.has(id))
    .map(([id, tests]) => ({ id, file: tests[0].file }));
}

function idsOf(specs) {
  return new Set(specs.flatMap(({ rules }) => rules.map(({ id }) => id)));
}

function repeated(ids) {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
