/** Builds what is missing, then runs one compiled program: `node tools/run-built.mjs <file> [flags]`. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildServer, buildWeb } from './build.mjs';
import { exitWithSentence, repository } from './run-command.mjs';

const [program] = process.argv.splice(2, 1);

try {
  await buildServer();
  if (program.startsWith('bench/')) await buildWeb();
} catch (error) {
  exitWithSentence(error);
}

await import(pathToFileURL(join(repository, program)).href);
