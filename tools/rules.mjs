/**
 * `npm run rules`: the rules of docs/spec, counted, with the tests that name them; `-- --list` names each.
 *
 * Fails for a rule with neither a test nor a recorded deviation, and for a test that names no rule.
 */

import { problemsOf, readRuleTable } from './rule-table.mjs';
import { repository } from './run-command.mjs';

const COLUMNS = ['specification', 'rules', 'with tests', 'deviations', 'with neither'];

const table = readRuleTable(repository);

if (process.argv.includes('--list')) {
  for (const { file, rules } of table.specs) {
    console.log(`\n${file}`);
    rules.forEach(printRule);
  }
  console.log('');
}

const rows = table.specs.map(({ file, rules }) => [file, ...countsOf(rules)]);
const total = ['all', ...countsOf(table.specs.flatMap(({ rules }) => rules))];
printRows([COLUMNS, ...rows, total]);

const problems = problemsOf(table);
for (const problem of problems) {
  console.log(problem);
}
process.exit(problems.length === 0 ? 0 : 1);

function countsOf(rules) {
  return [
    rules.length,
    rules.filter(({ tests }) => tests.length > 0).length,
    rules.filter(({ isDeviation }) => isDeviation).length,
    rules.filter(({ tests, isDeviation }) => tests.length === 0 && !isDeviation).length,
  ];
}

function printRule({ id, text, tests }) {
  console.log(`\n  ${id}  ${text}`);
  for (const { file, title } of tests) {
    console.log(`    ${file}: ${title}`);
  }
}

function printRows(cells) {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...cells.map((row) => String(row[column]).length)),
  );
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0]) : String(cell).padStart(widths[column] + 2),
        )
        .join(''),
    );
  }
  console.log('');
}
