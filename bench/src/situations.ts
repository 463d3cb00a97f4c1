/**
 * `npm run bench:situations`: how the packaged model does in a group, with the layout chosen for it and
 * with one plain transcript. `--answers` prints every answer.
 */

import { packagedModelProfile } from '@parley/llm';
import type { ModelProfile } from '@parley/llm';
import { groupSituations } from './situations/group-situations.ts';
import { runSituations } from './situations/run-situations.ts';
import type { Answer } from './situations/run-situations.ts';
import { situationKinds } from './situations/situation.ts';
import { formatTable } from './table.ts';

const SEEDS = [1, 2, 3];
const LAYOUTS: Readonly<Record<string, ModelProfile>> = {
  [`chosen (${packagedModelProfile.layout})`]: packagedModelProfile,
  'plain transcript': { ...packagedModelProfile, layout: 'transcript' },
};

const hasAnswers = process.argv.includes('--answers');
const rows = [['layout', ...situationKinds, 'all', 'in a name']];
let isSomebodyElse = false;

for (const [name, profile] of Object.entries(LAYOUTS)) {
  const answers: Answer[] = [];
  for (const seed of SEEDS) {
    answers.push(...(await runSituations({ situations: groupSituations, profile, seed })));
  }
  rows.push(rowOf(name, answers));
  isSomebodyElse ||= answers.some((answer) => answer.speaksAsSomebody);
  if (hasAnswers) for (const answer of answers) printAnswer(name, answer);
}

console.log(
  `Right answers of the packaged model in ${groupSituations.length} situations of a group chat, ` +
    `${SEEDS.length} seeds each.\n“in a name”: answers with a line that begins with a speaker's name.\n`,
);
console.log(formatTable(rows));
// What the guard is there for: a reply in another's name is a fault, however right it is.
if (isSomebodyElse) process.exitCode = 1;

function rowOf(name: string, answers: readonly Answer[]): string[] {
  const byKind = situationKinds.map((kind) =>
    share(answers.filter(({ situation }) => situation.kind === kind)),
  );
  const inName = answers.filter((answer) => answer.speaksAsSomebody).length;
  return [name, ...byKind, share(answers), `${inName}`];
}

function share(answers: readonly Answer[]): string {
  return `${answers.filter((answer) => answer.isRight).length}/${answers.length}`;
}

function printAnswer(layout: string, { situation, seed, text, isRight }: Answer): void {
  const [asker, question] = situation.lines.at(-1) ?? [];
  console.log(`${isRight ? 'right' : 'WRONG'} · ${layout} · seed ${seed} · ${asker}: ${question}`);
  console.log(`      ${text.replaceAll('\n', '\n      ')}\n`);
}
