/** `npm run check`: types, lint, format, imports and unused code. Every check runs; one failure fails all. */

import { runCommand, step } from './run-command.mjs';

const checks = [
  ['Types', 'tsc', ['-b']],
  ['Lint and imports', 'oxlint', ['--type-aware']],
  ['Format', 'prettier', ['--check', '.']],
  ['Unused code and dependencies', 'knip', []],
];

let failures = 0;
for (const [title, command, args] of checks) {
  try {
    await step(title, () => runCommand(command, args, { quiet: true }));
  } catch {
    failures++;
  }
}

process.stdout.write(`${checks.length - failures} of ${checks.length} checks passed\n`);
process.exit(failures === 0 ? 0 : 1);
