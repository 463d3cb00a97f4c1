/** Finds a redis-server for the tests of the backplane, or installs Debian's where that is possible. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exitWithSentence, runCommand, step } from './run-command.mjs';

const NAME = 'redis-server';
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin'];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends redis-server';

/** Path of the program. `PARLEY_REDIS` names one of your own. */
export async function findRedis() {
  const own = process.env.PARLEY_REDIS;
  if (own) {
    if (existsSync(own)) return own;
    throw new Error(`PARLEY_REDIS names ${own}, which is not there.`);
  }

  const found = look();
  if (found) return found;

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await step('Installing Redis', () => runCommand('sh', ['-c', INSTALL], { quiet: true }));
    const installed = look();
    if (installed) return installed;
  }
  throw new Error(
    `The tests of the Redis backplane need redis-server. Install it, on Debian or Ubuntu with\n\n  sudo sh -c '${INSTALL}'\n\n` +
      'or set PARLEY_REDIS to the path of one.',
  );
}

function look() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...FOLDERS];
  return folders.map((folder) => join(folder, NAME)).find((path) => existsSync(path));
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.stdout.write(`${await findRedis()}\n`);
  } catch (error) {
    exitWithSentence(error);
  }
}
