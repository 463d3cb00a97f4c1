/** `npm test`: builds, finds a browser and a Redis, and runs every test; flags and filters go to vitest. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer, buildWeb } from './build.mjs';
import { findChromium } from './find-chromium.mjs';
import { findRedis } from './find-redis.mjs';
import { exitWithSentence, runCommand } from './run-command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
const report = join(folder, 'report.json');

try {
  await buildServer();
  await buildWeb();
  const chromium = await findChromium();
  const redis = await findRedis();
  await runCommand(
    'vitest',
    [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
      ...process.argv.slice(2),
    ],
    { env: { PARLEY_CHROMIUM: chromium, PARLEY_REDIS: redis } },
  );
} catch (error) {
  printCounts();
  rmSync(folder, { recursive: true, force: true });
  exitWithSentence(error);
}
printCounts();
rmSync(folder, { recursive: true, force: true });

function printCounts() {
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    const skipped = counts.numPendingTests + counts.numTodoTests;
    process.stdout.write(
      `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped\n`,
    );
  } catch {
    process.stdout.write('No test ran.\n');
  }
}
