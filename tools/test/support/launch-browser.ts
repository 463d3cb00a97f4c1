/** One Chromium for all tests of a file. Who needs one is named `*-in-browser.test.ts`, or is end-to-end. */

import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** For anything that a browser or a page is waited for, on a machine that is busy besides. */
export const PATIENCE_MS = 120_000;

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['PARLEY_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({
    executablePath,
    timeout: PATIENCE_MS,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}
