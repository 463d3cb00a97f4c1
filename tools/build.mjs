/** Builds what is missing or older than its sources. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository, runCommand, step } from './run-command.mjs';

const WEB_INPUTS = [
  'apps/chat-web/src',
  'apps/chat-web/public',
  'apps/chat-web/index.html',
  'apps/chat-web/vite.config.ts',
  'apps/chat-web/package.json',
  'packages/chat-protocol/src',
  'packages/signalr-protocol/src',
  'package-lock.json',
];
const WEB_OUTPUT = 'apps/chat-web/dist/index.html';

/** Packages, servers, examples and benches. `tsc -b` itself knows what is up to date. */
export async function buildServer() {
  await step('Compiling', () => runCommand('tsc', ['-b', 'tsconfig.build.json'], { quiet: true }));
}

export async function buildWeb() {
  if (isWebFresh()) return;
  await step('Building the page', () =>
    runCommand('npm', ['run', 'build', '--workspace', '@parley/chat-web'], { quiet: true }),
  );
}

function isWebFresh() {
  const output = join(repository, WEB_OUTPUT);
  if (!existsSync(output)) return false;
  const builtAt = statSync(output).mtimeMs;
  return WEB_INPUTS.every((input) => newestChange(join(repository, input)) <= builtAt);
}

function newestChange(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
