/** `npm start`: builds what is missing, then runs the chat server with the flags behind `--`. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildServer, buildWeb } from './build.mjs';
import { exitWithSentence, repository } from './run-command.mjs';

const isQuestion = process.argv.slice(2).some((flag) => flag === '--help' || flag === '--version');

try {
  await buildServer();
  if (!isQuestion) await buildWeb();
} catch (error) {
  exitWithSentence(error);
}

// In this process, so that a signal reaches the server itself.
await import(pathToFileURL(join(repository, 'apps/chat-server/dist/main.js')).href);
