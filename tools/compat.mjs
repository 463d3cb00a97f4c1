/**
 * `npm run compat`: every test but the browser's, on each Node release line that Parley supports.
 *
 * The npm package `node` brings each version; nothing is installed outside a temporary folder.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildServer, buildWeb } from './build.mjs';
import { findRedis } from './find-redis.mjs';
import { exitWithSentence, runCommand, step } from './run-command.mjs';

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20.19', '22', '24', '26'];
const folder = mkdtempSync(join(tmpdir(), 'parley-compat-'));
const failed = [];

try {
  await buildServer();
  await buildWeb();
  const redis = await findRedis();
  for (const version of versions) await testOn(version, redis);
} catch (error) {
  rmSync(folder, { recursive: true, force: true });
  exitWithSentence(error);
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `Node ${versions.join(', ')}: ${failed.length === 0 ? 'all pass' : `failed on ${failed.join(', ')}`}\n`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function testOn(version, redis) {
  const prefix = join(folder, version);
  await step(`Fetching Node ${version}`, () =>
    runCommand('npm', ['install', '--prefix', prefix, '--no-save', `node@${version}`], {
      quiet: true,
    }),
  );
  const path = [join(prefix, 'node_modules', 'node', 'bin'), process.env.PATH].join(delimiter);
  try {
    await step(`Testing on Node ${version}`, () =>
      runCommand(
        'node',
        [
          'node_modules/vitest/vitest.mjs',
          'run',
          ...['**/end-to-end/**', '**/*-in-browser.test.ts'].flatMap((files) => [
            '--exclude',
            files,
          ]),
        ],
        {
          quiet: true,
          env: { PATH: path, PARLEY_REDIS: redis },
        },
      ),
    );
  } catch {
    failed.push(version);
  }
}
