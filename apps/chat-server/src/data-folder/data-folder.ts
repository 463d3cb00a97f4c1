/** The data folder: one server's history, keys and lock. */

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../errors.ts';
import { SignedOutSessions } from '../sessions/signed-out-sessions.ts';
import { lockFolder } from './folder-lock.ts';
import { readOrCreateSecret } from './secret-file.ts';

export interface DataFolder {
  readonly historyPath: string;
  readonly signedOut: SignedOutSessions;
  /** Signs sessions; whoever has it can be anybody. */
  readonly sessionKey: Buffer;
  readonly inviteSecret: string;
  /** Gives the folder back. Idempotent. */
  release(): void;
}

/**
 * Makes the folder where there is none, and keeps other servers off it until it is released.
 *
 * @throws {StartupError} `data-folder-unusable` or `data-folder-in-use`
 */
export function openDataFolder(path: string): DataFolder {
  const release = orUnusable(path, () => {
    makeFolder(path);
    accessSync(path, constants.W_OK);
    return lockFolder(path);
  });
  try {
    return orUnusable(path, () => ({
      historyPath: join(path, 'history.sqlite'),
      signedOut: new SignedOutSessions({
        path: join(path, 'signed-out-sessions'),
        now: Date.now(),
      }),
      sessionKey: Buffer.from(readOrCreateSecret(join(path, 'session.key')), 'base64url'),
      inviteSecret: readOrCreateSecret(join(path, 'invite.secret')),
      release,
    }));
  } catch (error) {
    release();
    throw error;
  }
}

/** With its parents. Not Node's `recursive`, which tries for ever below `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function orUnusable<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      'data-folder-unusable',
      `The data folder ${path} cannot be used (${reason}). ` +
        'Choose one that can be written with --data (PARLEY_DATA).',
      { cause: error },
    );
  }
}
