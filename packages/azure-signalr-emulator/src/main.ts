#!/usr/bin/env node
/** `azure-signalr-emulator`: reads the settings, runs the emulator, and ends it on a signal. */

import { readFileSync } from 'node:fs';
import { announcement, warnings } from './command/announcement.ts';
import { type CommandSettings, parseCommandLine } from './command/command-line.ts';
import { HELP_TEXT } from './command/help-text.ts';
import { createLineLogger } from './command/line-logger.ts';
import { startProblem } from './command/start-problem.ts';
import type { RunningEmulator } from './emulator.ts';
import { startEmulator } from './start-emulator.ts';

const WRONG_USAGE = 2;
/** npm and a terminal both pass on one Ctrl+C: two signals this close are one. */
const SAME_SIGNAL_MS = 500;
/** From the first signal on; what is not done by then is not going to be. */
const CLOSING_TIMEOUT_MS = 5000;

const commandLine = parseCommandLine(process.argv.slice(2), process.env);
switch (commandLine.kind) {
  case 'help':
    process.stdout.write(HELP_TEXT);
    break;
  case 'version':
    process.stdout.write(`${ownVersion()}\n`);
    break;
  case 'invalid':
    process.stderr.write(`${commandLine.problems.join('\n')}\n`);
    process.exitCode = WRONG_USAGE;
    break;
  case 'run':
    await run(commandLine.settings);
}

async function run(settings: CommandSettings): Promise<void> {
  const logger = createLineLogger((line) => process.stderr.write(line));
  try {
    const emulator = await startEmulator({ ...settings, logger });
    endOnSignal(emulator);
    process.stdout.write(announcement(emulator, settings));
    for (const warning of warnings(settings)) {
      process.stderr.write(`Warning: ${warning}\n`);
    }
  } catch (error) {
    const problem = startProblem(error, settings);
    if (problem === undefined) throw error;
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
  }
}

function endOnSignal(emulator: RunningEmulator): void {
  let endingSince: number | undefined;
  const end = (): void => {
    if (endingSince !== undefined) {
      // Whoever asks twice does not want to wait.
      if (Date.now() - endingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    endingSince = Date.now();
    setTimeout(() => process.exit(1), CLOSING_TIMEOUT_MS).unref();
    emulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The emulator did not end cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
