/** A secret that is drawn once and kept in a file that its owner alone may read. */

import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { StartupError } from '../errors.ts';

/** Bytes of entropy: 256 bits. */
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

/**
 * The secret of the file, drawn and written when there is none; base64url.
 *
 * @throws {StartupError} `data-folder-unusable` when what is there is no secret. It is not replaced: a
 * new key would end every session, and nobody has a password to come back with.
 */
export function readOrCreateSecret(path: string): string {
  const kept = readOrUndefined(path)?.trim();
  if (kept === undefined) return createSecret(path);
  if (!isSecret(kept)) throw damaged(path);
  // Restored from a backup, or copied: it may have become readable by others.
  chmodSync(path, OWNER_ONLY);
  return kept;
}

/** Written aside and moved into place, so that a crash or a full disk leaves no half of it. */
function createSecret(path: string): string {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const draft = `${path}.new`;
  writeFileSync(draft, `${secret}\n`, { mode: OWNER_ONLY, flush: true });
  renameSync(draft, path);
  return secret;
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length >= SECRET_BYTES && bytes.toString('base64url') === text;
}

function damaged(path: string): StartupError {
  return new StartupError(
    'data-folder-unusable',
    `The file ${path} is damaged: it holds no secret of this server. Put a copy of it in its place. ` +
      'Where there is none, delete it: a new secret is drawn, and what the old one signed is void.',
  );
}
