/** The application's logger, kept from breaking what it is told of. Rules: docs/spec/signalr-transports.md, ST-117. */

import type { Logger } from './logger.ts';

/** The same logger, whose errors end with the line that they were raised by. */
export function createGuardedLogger(logger: Logger): Logger {
  return {
    debug: (fields, text) => attempt(() => logger.debug(fields, text)),
    warn: (fields, text) => attempt(() => logger.warn(fields, text)),
    error: (fields, text) => attempt(() => logger.error(fields, text)),
  };
}

function attempt(log: () => void): void {
  try {
    log();
  } catch {
    // Who could be told of it is who has just failed.
  }
}
