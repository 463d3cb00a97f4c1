/** Runs a command of this repository with its output on the terminal; the promise rejects when it fails. */

import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url));

/** `options.quiet` keeps the output and shows it only when the command fails. */
export function runCommand(command, args, options = {}) {
  const { quiet = false, env = {}, cwd = repository } = options;
  const path = [env.PATH ?? process.env.PATH, join(repository, 'node_modules', '.bin')].join(
    delimiter,
  );

  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, PATH: path },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(output));
      reject(new Error(`${command} ${args.join(' ')} ended with code ${code}`));
    });
  });
}

/** Prints what is being done, does it, and prints how long it took. */
export async function step(title, action) {
  const startedAt = Date.now();
  process.stdout.write(`${title} … `);
  try {
    const result = await action();
    process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/** For the top level of a script: a failure is one sentence and exit code 1. */
export function exitWithSentence(error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
