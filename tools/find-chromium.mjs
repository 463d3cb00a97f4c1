/** Finds a Chromium for the browser tests, or installs Debian's where that is possible. */

import { existsSync } from 'node:fs';
import { runCommand, step } from './run-command.mjs';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium';

/** Path of the program. `PARLEY_CHROMIUM` names one of your own. */
export async function findChromium() {
  const own = process.env.PARLEY_CHROMIUM;
  if (own) {
    if (existsSync(own)) return own;
    throw new Error(`PARLEY_CHROMIUM names ${own}, which is not there.`);
  }

  const found = CANDIDATES.find((path) => existsSync(path));
  if (found) return found;

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await step('Installing Chromium', () => runCommand('sh', ['-c', INSTALL], { quiet: true }));
    const installed = CANDIDATES.find((path) => existsSync(path));
    if (installed) return installed;
  }
  throw new Error(
    `The browser tests need Chromium. Install it, on Debian or Ubuntu with\n\n  sudo sh -c '${INSTALL}'\n\n` +
      'or set PARLEY_CHROMIUM to the path of one.',
  );
}
