#!/usr/bin/env node
/** `parley`: reads the settings, runs the server, and ends it on a signal. */

import { processSources, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { StartupError } from './errors.ts';
import type { Server } from './start-server.ts';
import { Terminal } from './startup/terminal.ts';

/** npm and a terminal both pass on one Ctrl+C: two signals this close are one. */
const SAME_SIGNAL_MS = 500;
/** From the first signal on; what is not done by then is not going to be. */
const SHUTDOWN_TIMEOUT_MS = 9_500;

// History, keys and models are for the owner of the process alone.
process.umask(0o077);
const terminal = new Terminal({ output: process.stdout, log: process.stderr });
const reading = readConfig(processSources());
switch (reading.kind) {
  case 'information':
    process.stdout.write(reading.text);
    break;
  case 'invalid':
    fail(new StartupError('config-invalid', reading.problems.join('\n')));
    break;
  case 'config':
    await run(reading.config);
}

async function run(config: Config): Promise<void> {
  // Loaded now and not above, so that --help and mistakes are answered at once.
  const starting = import('./start-server.ts').then(({ startServer }) =>
    startServer(config, { terminal }),
  );
  endOnSignal(starting);
  try {
    await starting;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    fail(error);
  }
}

function fail({ message, exitCode }: StartupError): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

/** From the first moment on: a signal while the server starts ends it as soon as it has started. */
function endOnSignal(starting: Promise<Server>): void {
  let endingSince: number | undefined;
  const end = (): void => {
    if (endingSince !== undefined) {
      // Whoever asks twice does not want to wait.
      if (Date.now() - endingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    endingSince = Date.now();
    terminal.line('Parley is stopping.');
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    starting
      .then((server) => server.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Parley did not stop cleanly: ${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
